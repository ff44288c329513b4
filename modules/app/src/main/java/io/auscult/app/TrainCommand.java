/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.detector.ModelBundle;
import io.auscult.trainer.MimiiFolder;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.Trainer;
import io.auscult.trainer.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult train}. */
@Command(
    name = "train",
    description = "Learns what healthy machines sound like, from normal clips alone.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult train --data recordings --out model.zip"})
final class TrainCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "FOLDER/<type>/<id>/normal/*.wav or *.flac; abnormal clips are not looked at.")
  private Path data;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The bundle to write.")
  private Path out;

  @Option(
      names = "--false-alarms-per-week",
      paramLabel = "RATE",
      defaultValue = "" + TrainingPlan.DEFAULT_FALSE_ALARMS_PER_WEEK,
      description =
          "Of each machine; thresholds are set for it on normal clips that are held out (default: ${DEFAULT-VALUE}).")
  private double falseAlarmsPerWeek;

  @Mixin private RecipeOptions training;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Recipe chosen = training.recipe();
    Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandFailedException("--out %s: there is no folder %s".formatted(out, folder));
    }
    Trainer trainer = new Trainer(training.threads());
    long startNanos = System.nanoTime();
    ModelBundle bundle;
    try (TrainingProgress progress = new TrainingProgress()) {
      TrainingPlan plan =
          TrainingPlan.holdingOut(MimiiFolder.scan(data), chosen.calibrationShare())
              .asking(falseAlarmsPerWeek);
      bundle = trainer.train(plan, chosen, training.seed(), progress);
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    bundle.write(out);
    HeldOutHours.of(bundle.manifest()).lines().forEach(System.err::println);
    if (json) {
      JsonOutput.print(
          Map.of(
              "model", out.toString(),
              "modelVersion", bundle.manifest().modelVersion(),
              "machines", bundle.manifest().machines().size(),
              "sha256", bundle.sha256(),
              "trainSeconds", seconds));
    } else {
      System.out.printf(
          "%s: model %s of %d machines, trained in %.0f s%n",
          out, bundle.manifest().modelVersion(), bundle.manifest().machines().size(), seconds);
    }
    return 0;
  }
}
