/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.detector.ModelBundle;
import io.auscult.detector.UnusableBundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the file that a model came from: when another one lies there, the pipeline changes to it.
 * One that cannot be used is refused with a line in the log and a health event, and the present
 * model goes on.
 */
public final class ModelFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ModelFile.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);

  /** What tells that a file is another one. */
  private record Look(FileTime modified, long size, String key) {

    static Look at(Path file) throws IOException {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      return new Look(now.lastModifiedTime(), now.size(), String.valueOf(now.fileKey()));
    }
  }

  private final Path file;
  private final Models models;
  private final Duration period;
  private final Thread thread = new Thread(this::watch, "model-file");

  /** Used by the watching thread alone, once it runs. */
  private Look seen;

  private ModelFile(Path file, Models models, Duration period) throws IOException {
    this.file = file;
    this.models = models;
    this.period = period;
    this.seen = Look.at(file);
    thread.setDaemon(true);
  }

  /**
   * Begins to watch.
   *
   * @param file that the present model was read from
   * @throws IOException if the file cannot be looked at
   */
  public static ModelFile watch(Path file, Models models) throws IOException {
    return watch(file, models, PERIOD);
  }

  static ModelFile watch(Path file, Models models, Duration period) throws IOException {
    ModelFile watched = new ModelFile(file, models, period);
    watched.thread.start();
    return watched;
  }

  private void watch() {
    try {
      while (!Thread.interrupted()) {
        Thread.sleep(period.toMillis());
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void look() {
    try {
      Look now = Look.at(file);
      if (!now.equals(seen)) {
        seen = now;
        change();
      }
    } catch (IOException e) {
      LOG.debug("model file is away for the moment file={}", file, e);
    }
  }

  private void change() throws IOException {
    try {
      ModelBundle bundle = ModelBundle.read(file);
      if (!bundle.manifest().modelVersion().equals(models.version())) {
        models.swap(bundle);
      }
    } catch (UnusableBundleException | RuntimeException e) {
      LOG.error("model refused file={} reason={}", file, e.getMessage());
      models.refused(String.valueOf(e.getMessage()));
    }
  }

  /** Watches no more. */
  @Override
  public void close() {
    thread.interrupt();
  }
}
