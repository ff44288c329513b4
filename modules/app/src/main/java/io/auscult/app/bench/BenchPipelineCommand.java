/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.bench;

import io.auscult.app.TemporaryFolder;
import io.auscult.benchmarks.Load;
import io.auscult.benchmarks.PipelineBenchmark;
import io.auscult.benchmarks.PipelineFigures;
import io.auscult.benchmarks.PromotionFigures;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.DurationConverter;
import io.auscult.cli.JsonOutput;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult bench pipeline}. */
@Command(
    name = "pipeline",
    description =
        "One instance of the pipeline under load in real time, with a Kafka broker in the same process: latency,"
            + " lost and repeated windows, processor time, and what its state costs on the wire.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Broker and load generator run in the same process: 'cores' has them in it, 'pipelineThreadCores' has not.",
      "",
      "Example:",
      "  auscult bench pipeline --sensors 16 --seconds 60 --json"
    })
final class BenchPipelineCommand implements Callable<Integer> {

  private static final long RIVAL_SEED = 2;

  @Option(
      names = "--sensors",
      required = true,
      paramLabel = "N",
      description = "So many sensors, each at a machine of its own.")
  private int sensors;

  @Option(
      names = "--seconds",
      required = true,
      paramLabel = "S",
      description = "So many seconds of sound of each, in real time.")
  private int seconds;

  @Option(
      names = "--chunk-seconds",
      defaultValue = "1",
      paramLabel = "S",
      description = "Sound in a chunk, 0.1 to 10 (default: ${DEFAULT-VALUE}).")
  private double chunkSeconds;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Stream threads (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Mixin private BenchModel model = new BenchModel();

  @Option(
      names = "--promote-every",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "So often another release becomes the champion, by way of auscult.models; the two take turns.")
  private @Nullable Duration promoteEvery;

  @Option(
      names = "--rival",
      paramLabel = "FILE",
      description =
          "With --promote-every: the other release; without it the demo's model of another seed, trained first.")
  private @Nullable Path rival;

  @Option(
      names = "--shadow",
      paramLabel = "FILE",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Another bundle scores the same windows as challenger; without FILE the same one.")
  private @Nullable Path shadow;

  @Option(names = "--json", description = "The figures as one JSON object on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (rival != null && promoteEvery == null) {
      throw new CommandFailedException("--rival goes with --promote-every");
    }
    if (shadow != null && promoteEvery != null) {
      throw new CommandFailedException("--shadow does not go with --promote-every");
    }
    Load load = new Load(sensors, seconds, chunkSeconds);
    ModelBundle champion = model.bundle();
    PipelineBenchmark benchmark =
        new PipelineBenchmark(
            champion,
            challenger(champion),
            load,
            threads,
            promoteEvery == null ? null : new PipelineBenchmark.Rival(rival(), promoteEvery));
    System.err.printf("streaming %d sensors for %d s%n", sensors, seconds);
    PipelineFigures figures;
    try (TemporaryFolder folder = TemporaryFolder.create("auscult-bench")) {
      figures = benchmark.run(folder.path());
    }
    if (json) {
      JsonOutput.print(figures);
    } else {
      System.out.println(text(figures));
    }
    return 0;
  }

  private ModelBundle rival() throws IOException, InterruptedException {
    return rival == null ? model.trained(RIVAL_SEED) : ModelBundle.read(rival);
  }

  private @Nullable ModelBundle challenger(ModelBundle champion) throws IOException {
    if (shadow == null) {
      return null;
    }
    return shadow.toString().isEmpty() ? champion : ModelBundle.read(shadow);
  }

  private static String text(PipelineFigures figures) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        %d sensors for %d s: %d chunks, %d windows of %d frames scored, %d lost, %d duplicated
        latency: median %.0f ms, 99th percentile %.0f ms, longest %.0f ms
        cores: %.2f with broker and load generator, %.2f of them the pipeline's threads
        bytes on the wire per byte of sound: %.3f the sound itself, %.3f the changelogs, of which"""
            .formatted(
                figures.sensors(),
                figures.seconds(),
                figures.chunks(),
                figures.windows(),
                figures.windowFrames(),
                figures.lost(),
                figures.duplicated(),
                figures.latencyMsP50(),
                figures.latencyMsP99(),
                figures.latencyMsMax(),
                figures.cores(),
                figures.pipelineThreadCores(),
                figures.audioTopicBytesPerAudioByte(),
                figures.changelogBytesPerAudioByte()));
    figures
        .changelogs()
        .forEach((store, share) -> text.append("%n  %-16s %.4f".formatted(store, share)));
    PromotionFigures promotions = figures.promotions();
    if (promotions != null) {
      text.append(
          "%n%d promotions; until a score of the new champion: median %.0f ms, at most %.0f ms"
              .formatted(
                  promotions.promoted(),
                  promotions.untilScoredMsP50(),
                  promotions.untilScoredMsMax()));
    }
    if (figures.challengerVersion() != null) {
      text.append("%nin the shadow: %d windows".formatted(figures.shadowWindows()));
    }
    return text.toString();
  }
}
