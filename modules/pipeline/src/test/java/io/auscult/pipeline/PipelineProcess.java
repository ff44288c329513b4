/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.metrics.PublishedMetrics;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A pipeline in a JVM of its own, which can be killed. */
final class PipelineProcess implements AutoCloseable {

  private final Process process;

  private PipelineProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts one.
   *
   * @param folder of the instance's state and its output, {@code <instance>.log}
   */
  static PipelineProcess start(
      String bootstrapServers, String application, String instance, Path folder, Path model)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(PipelineProcess.class.getName());
    command.addAll(
        List.of(
            bootstrapServers,
            application,
            instance,
            folder.resolve(instance).toString(),
            model.toString()));
    File log = folder.resolve(instance + ".log").toFile();
    return new PipelineProcess(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** As a power cut. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(30, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Runs until it is killed. */
  public static void main(String[] arguments) throws Exception {
    PipelineSettings settings =
        PipelineSettings.of(arguments[0], arguments[1], arguments[2], Path.of(arguments[3]));
    Models models = new Models(ModelBundle.read(Path.of(arguments[4])), 1, null);
    try (Pipeline pipeline = Pipeline.start(settings, models, new PublishedMetrics())) {
      pipeline.awaitEnd();
    }
  }
}
