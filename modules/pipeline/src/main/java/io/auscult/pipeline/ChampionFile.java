/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last champion that scored, on this instance's disk: where a start has its model from while
 * Kafka is slow to give it.
 */
record ChampionFile(Path file) {

  private static final Logger LOG = LoggerFactory.getLogger(ChampionFile.class);

  /** Null if there is none that can be used. */
  @Nullable ModelBundle read() {
    if (!Files.exists(file)) {
      return null;
    }
    try {
      return ModelBundle.read(file);
    } catch (IOException e) {
      LOG.warn("the model that was kept cannot be used file={} reason={}", file, e.getMessage());
      return null;
    }
  }

  /** A disk that does not take it costs the next start time, and nothing else. */
  void keep(ModelBundle bundle) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      bundle.write(file);
    } catch (IOException e) {
      LOG.warn("the model cannot be kept file={} reason={}", file, e.getMessage());
    }
  }
}
