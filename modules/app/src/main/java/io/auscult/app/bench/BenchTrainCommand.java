/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.bench;

import io.auscult.app.ThreadsOption;
import io.auscult.benchmarks.TrainBenchmark;
import io.auscult.benchmarks.TrainFigures;
import io.auscult.cli.JsonOutput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult bench train}. */
@Command(
    name = "train",
    description = "How many clips a second the published recipe's network is trained with.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult bench train --threads 2 --json"})
final class BenchTrainCommand implements Callable<Integer> {

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(
      names = "--epochs",
      defaultValue = "10",
      paramLabel = "N",
      description =
          "To measure, after one to warm up; the median counts (default: ${DEFAULT-VALUE}).")
  private int epochs;

  @Option(names = "--json", description = "The figures as one JSON object on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    TrainFigures figures = new TrainBenchmark(threads.count(), epochs).run();
    if (json) {
      JsonOutput.print(figures);
    } else {
      System.out.printf(
          "samples a second, recipe %s, %d threads: %.0f%n",
          figures.recipe(), figures.threads(), figures.samplesPerSecond());
    }
    return 0;
  }
}
