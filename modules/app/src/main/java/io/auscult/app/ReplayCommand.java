/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.InstantConverter;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.PipelineTopics;
import io.auscult.pipeline.replay.Replay;
import io.auscult.pipeline.replay.ReplayOutcome;
import io.auscult.pipeline.replay.ReplaySettings;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult replay}. */
@Command(
    name = "replay",
    description =
        "Lets a model score the sound that is kept on auscult.audio once more, and writes what it thinks to topics of"
            + " its own. The pipeline that runs does not notice.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Windows begin where the sound begins. Machines are muted, retired and mapped to classes as operators want it now.",
      "",
      "Example:",
      "  auscult replay --from 2026-06-01T06:00:00Z --to 2026-06-01T18:00:00Z --model candidate.zip --run candidate",
      "  auscult tail anomalies --run candidate --from-beginning"
    })
final class ReplayCommand implements Callable<Integer> {

  private static final DateTimeFormatter RUN =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "The bundle that scores.")
  private Path model;

  @Option(
      names = "--from",
      required = true,
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Sound that was captured then or later: 2026-06-01T06:00:00Z.")
  private Instant from;

  @Option(
      names = "--to",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "And before then (default: now).")
  private @Nullable Instant to;

  @Option(
      names = "--run",
      paramLabel = "NAME",
      description =
          "The results go to auscult.scores.NAME, auscult.anomalies.NAME, auscult.health.NAME and"
              + " auscult.dead-letters.NAME (default: the present time).")
  private @Nullable String run;

  @Option(
      names = "--application-id",
      paramLabel = "ID",
      description =
          "Names consumer group and internal topics while it runs (default: auscult-replay-NAME).")
  private @Nullable String applicationId;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Stream threads (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(names = "--replace", description = "Delete what an earlier run of that name left first.")
  private boolean replace;

  @Option(
      names = "--keep",
      description = "Leave consumer group and internal topics behind, to look into them.")
  private boolean keep;

  @Mixin private DeviceOption device = new DeviceOption();

  @Option(names = "--json", description = "The summary as one JSON object on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String name = run == null ? RUN.format(now) : run;
    ReplayOutcome outcome;
    try (TemporaryFolder folder = TemporaryFolder.create("auscult-replay")) {
      Replay replay =
          new Replay(
              new ReplaySettings(
                  kafka.bootstrapServers(),
                  name,
                  applicationId == null ? "auscult-replay-" + name : applicationId,
                  from,
                  to == null ? now : to,
                  threads,
                  folder.path(),
                  replace,
                  keep,
                  kafka.resolvedSettings()));
      ModelBundle bundle = ModelBundle.read(model);
      device.use();
      kafka.requireTopics(PipelineTopics.all());
      kafka.requireSchemas();
      outcome = replay.run(bundle, left -> System.err.printf("%d records left%n", left));
    }
    if (json) {
      JsonOutput.print(outcome);
    } else {
      print(outcome);
    }
    return 0;
  }

  private static void print(ReplayOutcome outcome) {
    System.out.printf(
        "run %s of model %s: %d chunks, %d windows, %d anomalies opened%n",
        outcome.run(),
        outcome.modelVersion(),
        outcome.chunks(),
        outcome.windows(),
        outcome.opened());
    for (ReplayOutcome.Machine machine : outcome.machines()) {
      System.out.printf(
          "  %-16s %6d windows, %6d over the threshold, mean score %s, %d anomalies%n",
          machine.machine(),
          machine.windows(),
          machine.overThreshold(),
          machine.meanScore() == null ? "unknown" : "%.4f".formatted(machine.meanScore()),
          machine.opened());
    }
    System.out.println("see: auscult tail anomalies --run " + outcome.run() + " --from-beginning");
  }
}
