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
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** {@code auscult train --data}: checks the clips in a folder and learns from the normal ones. */
final class FolderTraining {

  /** Before a training, so many findings of a kind say enough. */
  private static final int SHOWN_WARNINGS = 10;

  private final Path data;
  private final RecipeOptions options;
  private final boolean json;
  private final PrintWriter errors;

  /**
   * @param data the folder
   * @param json whether results are printed as one JSON object
   * @param errors for findings
   */
  FolderTraining(Path data, RecipeOptions options, boolean json, PrintWriter errors) {
    this.data = data;
    this.options = options;
    this.json = json;
    this.errors = errors;
  }

  /** What {@code --check-only --json} prints. */
  record CheckResult(
      String data,
      String recipe,
      int clips,
      int machines,
      long fatal,
      long warnings,
      List<Finding> findings) {}

  /** Trains nothing; the exit code. */
  int check() throws IOException {
    Recipe recipe = options.recipe();
    Dataset dataset = scan();
    List<Finding> findings = check(dataset, recipe);
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

  private Dataset scan() throws IOException {
    return DatasetFolder.scan(data, errors::println);
  }

  private static List<Finding> check(Dataset dataset, Recipe recipe) {
    try (ProgressDisplay progress = new ProgressDisplay("checking")) {
      return new DataCheck(recipe).run(dataset, done -> progress.show(done, "reading clips"));
    }
  }

  /** Lists the findings, every fatal one of them. */
  private void refuseFatal(List<Finding> findings) {
    Map<Finding.Kind, Integer> warnings = new EnumMap<>(Finding.Kind.class);
    for (Finding finding : findings) {
      boolean shown =
          finding.severity() == Severity.FATAL
              || warnings.merge(finding.kind(), 1, Integer::sum) <= SHOWN_WARNINGS;
      if (shown) {
        errors.println(line(finding));
      }
    }
    warnings.forEach(
        (kind, count) -> {
          if (count > SHOWN_WARNINGS) {
            errors.printf(
                "warning: %d more like these (%s): --check-only lists them all%n",
                count - SHOWN_WARNINGS, kind);
          }
        });
    errors.flush();
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

  /**
   * Trains.
   *
   * @param bundleFile the bundle to write
   */
  void train(Path bundleFile, double falseAlarmsPerWeek) throws IOException, InterruptedException {
    Recipe recipe = options.recipe();
    options.useDevice();
    Dataset dataset = scan();
    refuseFatal(check(dataset, recipe));
    Trainer trainer = new Trainer(options.threads());
    long startNanos = System.nanoTime();
    ModelBundle bundle;
    try (TrainingProgress progress = new TrainingProgress()) {
      TrainingPlan plan =
          TrainingPlan.holdingOut(dataset.forTraining(), recipe.calibrationShare())
              .asking(falseAlarmsPerWeek);
      bundle = trainer.train(plan, recipe, options.seed(), progress);
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
