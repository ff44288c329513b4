/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.bench;

import io.auscult.benchmarks.FrontEndBenchmark;
import io.auscult.benchmarks.FrontEndFigures;
import io.auscult.cli.JsonOutput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code auscult bench frontend}. */
@Command(
    name = "frontend",
    description = "From samples to log-mel frames on one thread.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult bench frontend --json"})
final class BenchFrontEndCommand implements Callable<Integer> {

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
  public Integer call() {
    FrontEndFigures figures = new FrontEndBenchmark(seconds).run();
    if (json) {
      JsonOutput.print(figures);
    } else {
      System.out.printf(
          "clips of 10 s, %d frames each, a second: %.0f%n",
          figures.framesPerClip(), figures.clipsPerSecond());
    }
    return 0;
  }
}
