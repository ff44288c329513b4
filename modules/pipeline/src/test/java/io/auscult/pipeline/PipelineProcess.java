/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.metrics.PublishedMetrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.KafkaStreams.State;

/** A pipeline in a JVM of its own, which can be killed. */
final class PipelineProcess implements AutoCloseable {

  private static final int END_SECONDS = 30;
  private static final int TAIL_LINES = 40;
  private static final Pattern STATE = Pattern.compile("(\\d+) .*pipeline state=(\\w+)");

  /**
   * What the instances of one pipeline have in common.
   *
   * @param folder of their states and their outputs, {@code <instance>.log}
   */
  record Setup(
      String bootstrapServers, String application, Path folder, Path model, int standbys) {}

  /** What becomes of its membership when it is stopped in order. */
  enum AtEnd {
    COMES_BACK,
    LEAVES
  }

  /** When it entered a state. */
  record Change(Instant at, State state) {}

  private final String instance;
  private final Path log;
  private final Process process;
  private final Instant startedAt = Instant.now();

  private PipelineProcess(String instance, Path log, Process process) {
    this.instance = instance;
    this.log = log;
    this.process = process;
  }

  /** Starts one without standbys, as an instance that comes back. */
  static PipelineProcess start(
      String bootstrapServers, String application, String instance, Path folder, Path model)
      throws IOException {
    return start(
        new Setup(bootstrapServers, application, folder, model, 0),
        instance,
        AtEnd.COMES_BACK,
        Map.of());
  }

  /**
   * Starts one.
   *
   * @param kafka further Kafka Streams settings of this instance
   */
  static PipelineProcess start(Setup setup, String instance, AtEnd atEnd, Map<String, String> kafka)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Dlog4j2.configurationFile=pipeline-process-log4j2.xml");
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(PipelineProcess.class.getName());
    command.addAll(
        List.of(
            setup.bootstrapServers(),
            setup.application(),
            instance,
            setup.folder().resolve(instance).toString(),
            setup.model().toString(),
            Integer.toString(setup.standbys()),
            atEnd.name()));
    kafka.forEach((name, value) -> command.add(name + "=" + value));
    Path log = setup.folder().resolve(instance + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new PipelineProcess(instance, log, process);
  }

  /** Fails with the end of its log if it has ended by itself. */
  void requireAlive() {
    if (!process.isAlive()) {
      throw new AssertionError(
          "pipeline '%s' ended by itself with exit code %d:%n%s"
              .formatted(instance, process.exitValue(), tail()));
    }
  }

  /** The states it has been through since it was started, oldest first. */
  List<Change> changes() {
    return lines().stream()
        .map(STATE::matcher)
        .filter(Matcher::matches)
        .map(
            line ->
                new Change(
                    Instant.ofEpochMilli(Long.parseLong(line.group(1))),
                    State.valueOf(line.group(2))))
        .filter(change -> !change.at().isBefore(startedAt))
        .toList();
  }

  boolean isRunning() {
    List<Change> changes = changes();
    return !changes.isEmpty() && changes.get(changes.size() - 1).state() == State.RUNNING;
  }

  /** In order, as a service manager does: with SIGTERM. */
  void stop() throws InterruptedException {
    requireAlive();
    process.destroy();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError(
          "pipeline '%s' still runs %d s after SIGTERM:%n%s"
              .formatted(instance, END_SECONDS, tail()));
    }
  }

  /** As a power cut. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(END_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private String tail() {
    List<String> lines = lines();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
  }

  private List<String> lines() {
    try {
      // In which no byte is an error: it may be read in the middle of a character.
      return Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs until it is stopped or killed. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> kafka = new TreeMap<>();
    for (int i = 7; i < arguments.length; i++) {
      String[] setting = arguments[i].split("=", 2);
      kafka.put(setting[0], setting[1]);
    }
    PipelineSettings settings =
        new PipelineSettings(
            arguments[0],
            arguments[1],
            arguments[2],
            Path.of(arguments[3]),
            1,
            Integer.parseInt(arguments[5]),
            null,
            ChannelMode.MIX,
            PipelineTopics.standard(),
            kafka);
    Models models = new Models(ModelBundle.read(Path.of(arguments[4])), 1, null);
    boolean leaves = AtEnd.valueOf(arguments[6]) == AtEnd.LEAVES;
    try (Pipeline pipeline = Pipeline.start(settings, models, new PublishedMetrics())) {
      Runtime.getRuntime()
          .addShutdownHook(new Thread(leaves ? pipeline::leave : pipeline::close, "close"));
      pipeline.awaitEnd();
    }
  }
}
