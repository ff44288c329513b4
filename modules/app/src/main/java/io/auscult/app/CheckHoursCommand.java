/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.app.demo.ModelCache;
import io.auscult.app.demo.SimulatedPlant;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult calibrate check-hours}. */
@Command(
    name = "check-hours",
    description =
        "Whether thresholds keep their word: counts false alarms in hours of the simulated plant's healthy sound,"
            + " rendered faster than real time, and holds them against the rates that were asked for.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult calibrate check-hours --hours 200 --json"})
final class CheckHoursCommand implements Callable<Integer> {

  private static final long TRAINING_SEED = 1;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "A model of the simulated plant (default: the one that 'auscult demo' trains).")
  private @Nullable Path model;

  @Option(
      names = "--hours",
      defaultValue = "200",
      description = "Machine-hours to listen to, over all 16 machines (default: ${DEFAULT-VALUE}).")
  private double hours;

  @Option(
      names = "--calibration-minutes",
      defaultValue = "60",
      description = "Other sound of each machine, for its threshold (default: ${DEFAULT-VALUE}).")
  private double calibrationMinutes;

  @Option(
      names = "--hours-per-false-alarm",
      split = ",",
      defaultValue = "1,8,24",
      paramLabel = "H",
      description = "Rates to ask for: one in so many machine-hours (default: ${DEFAULT-VALUE}).")
  private List<Double> hoursPerFalseAlarm = List.of();

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed gives the same sound (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    require(hours > 0, "--hours must be positive");
    require(calibrationMinutes >= 1, "--calibration-minutes must be at least 1");
    require(
        hoursPerFalseAlarm.stream().allMatch(each -> each > 0),
        "--hours-per-false-alarm must be positive");
    ModelBundle bundle =
        model == null
            ? ModelCache.ofUser()
                .trained(SimulatedPlant.healthyPast(), Recipe.named("default"), TRAINING_SEED)
            : ModelBundle.read(model);
    FalseAlarmReport report =
        new SimulatedHours(bundle, seed, threads.count())
            .run(hours, calibrationMinutes, hoursPerFalseAlarm, new ShareOfWork("listening"));
    if (json) {
      JsonOutput.print(report);
    } else {
      print(report);
    }
    return 0;
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new CommandFailedException(message);
    }
  }

  private static void print(FalseAlarmReport report) {
    System.out.printf(
        "%.0f h of %d healthy machines, calibrated on %.0f other minutes each; %.0f times real time%n",
        report.hours(),
        report.machines(),
        report.calibrationMinutes(),
        report.audioSecondsPerSecond());
    System.out.printf(
        "%-14s %8s %9s %9s   %s%n", "one alarm in", "asked", "observed", "ratio", "95 % interval");
    for (FalseAlarmReport.Rate rate : report.rates()) {
      System.out.printf(
          "%11.1f h %9.1f %9d %9.2f   %.2f to %.2f%s%n",
          rate.hoursPerFalseAlarm(),
          rate.asked(),
          rate.observed(),
          rate.ratio(),
          rate.ratioLow(),
          rate.ratioHigh(),
          rate.extrapolated() ? "   extrapolated: longer than any machine's calibration" : "");
    }
  }
}
