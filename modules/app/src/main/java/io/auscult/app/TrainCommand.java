/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.DataCheck;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.DatasetFolder;
import io.auscult.trainer.Finding;
import io.auscult.trainer.Finding.Severity;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.Trainer;
import io.auscult.trainer.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
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
    description = "Learns what healthy machines sound like, from normal clips alone.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The clips are checked first. What would spoil the model (silent, constant, unreadable or too short clips, the same"
          + " sound under two labels, too few clips of a machine) is listed and stops the training; what may be meant is"
          + " only listed.",
      "",
      "Example:",
      "  auscult train --data recordings --out model.zip",
      "  auscult train --data recordings --check-only --json"
    })
final class TrainCommand implements Callable<Integer> {

  /** Before a training, so many findings of a kind say enough. */
  private static final int SHOWN_WARNINGS = 10;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description =
          "Clips, .wav or .flac, in MIMII, DCASE Task 2 or folder-a-machine layout. Abnormal clips and a test part are"
              + " not trained on.")
  private Path data;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The bundle to write; needed unless --check-only.")
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

  @Mixin private RecipeOptions training;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  /** What {@code --check-only --json} prints. */
  record CheckResult(
      String data,
      String recipe,
      int clips,
      int machines,
      long fatal,
      long warnings,
      List<Finding> findings) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Recipe recipe = training.recipe();
    if (checkOnly) {
      Dataset dataset = scan();
      return report(dataset, recipe, check(dataset, recipe));
    }
    if (out == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing required option: '--out=FILE' (or --check-only)");
    }
    Path folder = out.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new CommandFailedException("--out %s: there is no folder %s".formatted(out, folder));
    }
    training.useDevice();
    Dataset dataset = scan();
    refuseFatal(check(dataset, recipe));
    train(dataset.forTraining(), recipe, out);
    return 0;
  }

  private Dataset scan() throws IOException {
    return DatasetFolder.scan(data, spec.commandLine().getErr()::println);
  }

  private static List<Finding> check(Dataset dataset, Recipe recipe) {
    try (ProgressDisplay progress = new ProgressDisplay("checking")) {
      return new DataCheck(recipe).run(dataset, done -> progress.show(done, "reading clips"));
    }
  }

  private int report(Dataset dataset, Recipe recipe, List<Finding> findings) {
    long fatal = count(findings, Severity.FATAL);
    long warnings = count(findings, Severity.WARNING);
    int clips = dataset.clips().size();
    int machines = dataset.machines().size();
    if (json) {
      JsonOutput.print(
          new CheckResult(
              data.toString(), recipe.name(), clips, machines, fatal, warnings, findings));
    } else {
      findings.forEach(finding -> System.out.println(line(finding)));
      System.out.printf(
          "%s: clips: %d, machines: %d, fatal findings: %d, warnings: %d%n",
          data, clips, machines, fatal, warnings);
    }
    return fatal == 0 ? 0 : 1;
  }

  /** Lists the findings, every fatal one of them. */
  private void refuseFatal(List<Finding> findings) {
    Map<Finding.Kind, Integer> warnings = new EnumMap<>(Finding.Kind.class);
    for (Finding finding : findings) {
      boolean shown =
          finding.severity() == Severity.FATAL
              || warnings.merge(finding.kind(), 1, Integer::sum) <= SHOWN_WARNINGS;
      if (shown) {
        spec.commandLine().getErr().println(line(finding));
      }
    }
    warnings.forEach(
        (kind, count) -> {
          if (count > SHOWN_WARNINGS) {
            spec.commandLine()
                .getErr()
                .printf(
                    "warning: %d more like these (%s): --check-only lists them all%n",
                    count - SHOWN_WARNINGS, kind);
          }
        });
    spec.commandLine().getErr().flush();
    long fatal = count(findings, Severity.FATAL);
    if (fatal > 0) {
      throw new CommandFailedException(
          "%s: nothing was trained; fatal findings to resolve first: %d".formatted(data, fatal));
    }
  }

  private static long count(List<Finding> findings, Severity severity) {
    return findings.stream().filter(finding -> finding.severity() == severity).count();
  }

  private static String line(Finding finding) {
    return (finding.severity() == Severity.FATAL ? "fatal: " : "warning: ") + finding.text();
  }

  private void train(Dataset dataset, Recipe recipe, Path bundleFile)
      throws IOException, InterruptedException {
    Trainer trainer = new Trainer(training.threads());
    long startNanos = System.nanoTime();
    ModelBundle bundle;
    try (TrainingProgress progress = new TrainingProgress()) {
      TrainingPlan plan =
          TrainingPlan.holdingOut(dataset, recipe.calibrationShare()).asking(falseAlarmsPerWeek);
      bundle = trainer.train(plan, recipe, training.seed(), progress);
    }
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    bundle.write(bundleFile);
    HeldOutHours.of(bundle.manifest()).lines().forEach(System.err::println);
    if (json) {
      JsonOutput.print(
          Map.of(
              "model", bundleFile.toString(),
              "modelVersion", bundle.manifest().modelVersion(),
              "machines", bundle.manifest().machines().size(),
              "sha256", bundle.sha256(),
              "trainSeconds", seconds));
    } else {
      System.out.printf(
          "%s: model %s of %d machines, trained in %.0f s%n",
          bundleFile,
          bundle.manifest().modelVersion(),
          bundle.manifest().machines().size(),
          seconds);
    }
  }
}
