/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.CommandFailedException;
import io.auscult.trainer.TrainingPlan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code auscult train}. */
@Command(
    name = "train",
    description =
        "Learns what healthy machines sound like: from normal clips in a folder, or from what a plant keeps of its own sound"
            + " on Kafka.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Clips in a folder are checked first. What would spoil the model (silent, constant, unreadable or too short clips, the"
          + " same sound under two labels, too few clips of a machine) is listed and stops the training; what may be meant is"
          + " only listed.",
      "",
      "From Kafka, the sound of false alarms is learnt, that of real anomalies never; what is left out is counted. The model"
          + " is tried against the champion and published as challenger.",
      "",
      "Example:",
      "  auscult train --data recordings --out model.zip",
      "  auscult train --data recordings --check-only --json",
      "  auscult train --from-kafka --since 30d",
      "  auscult train --from-kafka --watch --every 7d"
    })
final class TrainCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description =
          "Clips, .wav or .flac, in MIMII, DCASE Task 2 or folder-a-machine layout. Abnormal clips and a test part are"
              + " not trained on.")
  private @Nullable Path data;

  @Option(
      names = "--from-kafka",
      description = "Instead of a folder: auscult.normals and the labelled clips of auscult.clips.")
  private boolean fromKafka;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The bundle to write; with --data needed unless --check-only.")
  private @Nullable Path out;

  @Option(
      names = "--check-only",
      description = "Check the clips and train nothing; exit code 1 if training would be refused.")
  private boolean checkOnly;

  @Option(
      names = "--false-alarms-per-week",
      paramLabel = "RATE",
      defaultValue = "" + TrainingPlan.DEFAULT_FALSE_ALARMS_PER_WEEK,
      description =
          "Of each machine; thresholds are set for it on normal clips that are held out (default: ${DEFAULT-VALUE}).")
  private double falseAlarmsPerWeek;

  @Mixin private PlantOptions plant = new PlantOptions();

  @Mixin private RecipeOptions training = new RecipeOptions();

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (fromKafka) {
      refuse(data != null || checkOnly, "--data and --check-only do not go with --from-kafka");
      requireFolderOf(out);
      PlantTraining fromPlant = new PlantTraining(plant, training, json);
      if (plant.watches()) {
        refuse(out != null || !plant.publishes(), "--out and --no-publish do not go with --watch");
        fromPlant.watch(falseAlarmsPerWeek);
      } else if (plant.publishes()) {
        fromPlant.runAlone(out, falseAlarmsPerWeek);
      } else {
        fromPlant.run(out, falseAlarmsPerWeek);
      }
      return 0;
    }
    if (data == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--data=FOLDER' or '--from-kafka'");
    }
    for (String name : PlantOptions.NAMES) {
      boolean isGiven = spec.commandLine().getParseResult().hasMatchedOption(name);
      refuse(isGiven, name + " goes with --from-kafka");
    }
    FolderTraining folder = new FolderTraining(data, training, json, spec.commandLine().getErr());
    if (checkOnly) {
      return folder.check();
    }
    if (out == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--out=FILE' (or --check-only)");
    }
    requireFolderOf(out);
    folder.train(out, falseAlarmsPerWeek);
    return 0;
  }

  private void refuse(boolean isWrong, String complaint) {
    if (isWrong) {
      throw new ParameterException(spec.commandLine(), complaint);
    }
  }

  private static void requireFolderOf(@Nullable Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandFailedException("--out %s: there is no folder %s".formatted(file, folder));
    }
  }
}
