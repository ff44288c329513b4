/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.JsonOutput;
import io.auscult.trainer.DatasetFolder;
import io.auscult.trainer.KFold;
import io.auscult.trainer.TailEvaluation;
import io.auscult.trainer.TailReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult calibrate check-clips}. */
@Command(
    name = "check-clips",
    description =
        "Whether tail probabilities keep their word on recorded sound: the share of windows of unheard normal clips"
            + " that is held to be as rare as 10 %% and 2 %%.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Fold f of 5 looks at the normal clips with (number / 2) mod 5 = f of every machine, calibrates on those of the"
          + " next fold and trains on the others.",
      "",
      "Example:",
      "  auscult calibrate check-clips --data mimii --recipe default --folds-run 0,1 --json"
    })
final class CheckClipsCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "FOLDER/<type>/<id>/normal/*.wav or *.flac; abnormal clips are not looked at.")
  private Path data;

  @Option(
      names = "--folds-run",
      split = ",",
      paramLabel = "FOLD",
      description = "Only these folds, from 0 (default: all five).")
  private @Nullable List<Integer> folds;

  @Mixin private RecipeOptions training;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    training.useDevice();
    KFold run = folds == null ? KFold.all() : new KFold(folds);
    TailReport report;
    try (TrainingProgress progress = new TrainingProgress()) {
      report =
          new TailEvaluation(training.threads())
              .run(
                  DatasetFolder.scan(data, System.err::println),
                  training.recipe(),
                  training.seed(),
                  run,
                  progress);
    }
    if (json) {
      JsonOutput.print(report);
    } else {
      print(report);
    }
    return 0;
  }

  private static void print(TailReport report) {
    System.out.printf(
        "%-24s %6s %8s %10s %10s%n", "observed share", "clips", "windows", "at 10 %", "at 2 %");
    report.machines().forEach(machine -> print(machine.machine(), machine.smoothed()));
    print("all, fully smoothed", report.smoothed());
    print("all windows", report.windows());
  }

  private static void print(String name, TailReport.Tail tail) {
    System.out.printf(
        "%-24s %6d %8d %8.1f %% %8.1f %%%n",
        name,
        tail.clips(),
        tail.count(),
        100 * tail.atMost10Percent(),
        100 * tail.atMost2Percent());
  }
}
