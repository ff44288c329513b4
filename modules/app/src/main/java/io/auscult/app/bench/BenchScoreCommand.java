/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.bench;

import io.auscult.benchmarks.ScoreBenchmark;
import io.auscult.benchmarks.ScoreFigures;
import io.auscult.cli.JsonOutput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult bench score}. */
@Command(
    name = "score",
    description =
        "From samples to scores on one thread, without Kafka: how many sensors one core can hear.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult bench score --json"})
final class BenchScoreCommand implements Callable<Integer> {

  @Mixin private BenchModel model = new BenchModel();

  @Option(
      names = "--seconds",
      defaultValue = "2",
      paramLabel = "S",
      description =
          "That one measurement lasts; of five the median counts (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(names = "--json", description = "The figures as one JSON object on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    ScoreFigures figures = new ScoreBenchmark(model.bundle(), seconds).run();
    if (json) {
      JsonOutput.print(figures);
    } else {
      System.out.printf(
          """
          sensor-seconds a second, from samples to scores: %.0f
          windows of %d frames a second: %.0f in batches of %d, %.0f one by one
          """,
          figures.sensorSecondsPerSecond(),
          figures.windowFrames(),
          figures.windowsPerSecond(),
          figures.batch(),
          figures.windowsPerSecondAlone());
    }
    return 0;
  }
}
