/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.Calibrator;
import io.auscult.trainer.Calibrator.Calibrated;
import io.auscult.trainer.DatasetFolder;
import io.auscult.trainer.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code auscult calibrate}. */
@Command(
    name = "calibrate",
    description =
        "Finds a model's thresholds anew on normal sound it was not trained on, and prints for each machine how many"
            + " false alarms to expect at several thresholds.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[COMMAND]",
    subcommands = {CheckHoursCommand.class, CheckClipsCommand.class},
    footer = {
      "",
      "Clips that the model was trained on are left out, by whatever name they come: their scores are lower than those of"
          + " unheard sound. Rates rarer than one in the hours that were heard are extrapolated from the tail.",
      "",
      "Example:",
      "  auscult calibrate --model model.zip --data more-normals --out new.zip"
    })
final class CalibrateCommand implements Callable<Integer> {

  /** Required, but not where a subcommand is called. */
  static final class Input {
    @Option(
        names = "--model",
        required = true,
        paramLabel = "FILE",
        description = "The bundle that 'auscult train' wrote.")
    private Path model = Path.of("");

    @Option(
        names = "--data",
        required = true,
        paramLabel = "FOLDER",
        description =
            "Normal clips, .wav or .flac, in MIMII, DCASE Task 2 or folder-a-machine layout; others are not looked at.")
    private Path data = Path.of("");
  }

  @ArgGroup(exclusive = false)
  private @Nullable Input input;

  @Option(
      names = "--false-alarms-per-week",
      paramLabel = "RATE",
      defaultValue = "" + TrainingPlan.DEFAULT_FALSE_ALARMS_PER_WEEK,
      description = "Of each machine (default: ${DEFAULT-VALUE}).")
  private double falseAlarmsPerWeek;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The bundle to write, with the new thresholds (default: write none).")
  private @Nullable Path out;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (input == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required options: '--model=FILE', '--data=FOLDER'");
    }
    if (!(falseAlarmsPerWeek > 0) || Double.isInfinite(falseAlarmsPerWeek)) {
      throw new CommandFailedException(
          "--false-alarms-per-week must be a positive number, is " + falseAlarmsPerWeek);
    }
    ModelBundle bundle = ModelBundle.read(input.model);
    if (bundle.trainingClips().isEmpty()) {
      System.err.println(
          "the model does not say what it was trained on: be sure that it has not heard "
              + input.data);
    }
    Calibrated calibrated =
        new Calibrator(threads.count())
            .calibrate(
                bundle,
                DatasetFolder.scan(input.data, System.err::println),
                falseAlarmsPerWeek,
                new ShareOfWork("calibrating"));
    if (out != null) {
      calibrated.bundle().write(out);
    }
    CalibrationTable table = CalibrationTable.of(calibrated, falseAlarmsPerWeek);
    if (json) {
      JsonOutput.print(table);
    } else {
      List<String> lines = table.lines();
      lines.forEach(System.out::println);
      if (out != null) {
        System.out.printf("%s: %s%n", out, bundle.manifest().modelVersion());
      }
    }
    return 0;
  }
}
