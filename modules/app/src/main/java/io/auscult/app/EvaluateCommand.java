/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.trainer.DatasetFolder;
import io.auscult.trainer.Evaluation;
import io.auscult.trainer.EvaluationReport;
import io.auscult.trainer.KFold;
import io.auscult.trainer.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult evaluate}. */
@Command(
    name = "evaluate",
    description =
        "Measures how well a recipe tells abnormal clips from normal ones it has not learned from.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Protocol kfold: fold f of 5 holds out the normal clips with (number / 2) mod 5 = f of every machine, trains on the"
          + " other normal ones, and tests on the held-out and all abnormal ones.",
      "",
      "Example:",
      "  auscult evaluate --data mimii --protocol kfold --folds-run 0 --recipe default --json"
    })
final class EvaluateCommand implements Callable<Integer> {

  enum Protocol {
    KFOLD
  }

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description =
          "Normal and abnormal clips, .wav or .flac, in MIMII, DCASE Task 2 or folder-a-machine layout.")
  private Path data;

  @Option(
      names = "--protocol",
      defaultValue = "kfold",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Protocol protocol;

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
    EvaluationReport report =
        switch (protocol) {
          case KFOLD -> kfold();
        };
    if (json) {
      JsonOutput.print(report);
    } else {
      print(report);
    }
    return 0;
  }

  private EvaluationReport kfold() throws IOException, InterruptedException {
    Recipe chosen = training.recipe();
    training.useDevice();
    List<Integer> run = folds == null ? IntStream.range(0, KFold.FOLDS).boxed().toList() : folds;
    try (TrainingProgress progress = new TrainingProgress()) {
      return new Evaluation(training.threads())
          .run(
              DatasetFolder.scan(data, System.err::println),
              chosen,
              training.seed(),
              run,
              progress);
    }
  }

  private static void print(EvaluationReport report) {
    System.out.printf("%-20s %8s %8s%n", "machine", "AUC", "pAUC");
    for (EvaluationReport.Machine machine : report.machines()) {
      System.out.printf("%-20s %8.3f %8.3f%n", machine.machine(), machine.auc(), machine.pauc());
    }
    System.out.printf("%-20s %8.3f %8.3f%n", "mean", report.meanAuc(), report.meanPauc());
    System.out.printf("%-20s %8.3f%n", "harmonic mean", report.harmonicMeanAuc());
    System.out.printf(
        "recipe %s, folds %s, %.0f s of training a fold%n",
        report.recipe(), report.folds(), report.trainSeconds());
  }
}
