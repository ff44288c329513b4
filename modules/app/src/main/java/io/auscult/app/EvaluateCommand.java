/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.VersionProvider;
import io.auscult.detector.Torch;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.DatasetException;
import io.auscult.trainer.DatasetFolder;
import io.auscult.trainer.Evaluation;
import io.auscult.trainer.EvaluationResult;
import io.auscult.trainer.GivenSplit;
import io.auscult.trainer.KFold;
import io.auscult.trainer.Protocol;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.ScoredClip;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.TrainingListener;
import io.auscult.trainer.report.EvaluationPage;
import io.auscult.trainer.report.Findings;
import io.auscult.trainer.report.Provenance;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

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
      "Protocol given: the train and test parts that a dataset in DCASE Task 2 layout comes with.",
      "",
      "Example:",
      "  auscult evaluate --data mimii --protocol kfold --folds-run 0 --recipe default --json",
      "  auscult evaluate --data mimii --report report.html --compare seed,gaussian"
    })
final class EvaluateCommand implements Callable<Integer> {

  private static final String GAUSSIAN = "gaussian";
  private static final String NONE = "none";
  private static final String FIRST = "first";

  enum Split {
    KFOLD,
    GIVEN
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
  private Split protocol;

  @Option(
      names = "--folds-run",
      split = ",",
      paramLabel = "FOLD",
      description = "Only these folds of kfold, from 0 (default: all five).")
  private @Nullable List<Integer> folds;

  @Mixin private RecipeOptions training;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description =
          "Train every fold with each of these seeds: figures are means (default: the one of --seed).")
  private @Nullable List<Long> seeds;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description =
          "Write a report as one HTML file: figures, ROC curves, scores, spectrograms of what was misjudged.")
  private @Nullable Path report;

  @Option(
      names = "--compare",
      split = ",",
      paramLabel = "NAME",
      description =
          "Evaluate these beside the recipe: another recipe, gaussian (a simple baseline without a network), or none"
              + " (default: seed,gaussian with --report, else none).")
  private @Nullable List<String> compare;

  @Option(
      names = "--alone",
      split = ",",
      arity = "0..1",
      fallbackValue = FIRST,
      paramLabel = "MACHINE",
      description =
          "Also train these machines each by itself, as a plant that has no other (without a name: the first of each"
              + " type).")
  private @Nullable List<String> alone;

  @Option(
      names = "--scores",
      paramLabel = "FILE",
      description = "Write the score of every clip by every model, a JSON object a line.")
  private @Nullable Path scores;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec command;

  /** A line of {@code --scores}. */
  private record ScoreLine(String recipe, boolean alone, @JsonUnwrapped ScoredClip clip) {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireFolder("--report", report);
    requireFolder("--scores", scores);
    Recipe recipe = training.recipe();
    training.useDevice();
    List<String> comparisons = comparisons(recipe);
    Dataset dataset = DatasetFolder.scan(data, System.err::println);
    List<String> single = alone(dataset);
    Findings findings = evaluate(dataset, recipe, comparisons, single);
    if (scores != null) {
      writeScores(scores, findings);
    }
    if (report != null) {
      Files.writeString(report, EvaluationPage.of(findings, recipe, dataset, provenance(command)));
    }
    if (json) {
      JsonOutput.print(EvaluationJson.of(findings, CommandText.of(command)));
    } else {
      EvaluationText.print(findings);
    }
    return 0;
  }

  private static void requireFolder(String option, @Nullable Path file) {
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      if (folder == null || !Files.isDirectory(folder)) {
        throw new CommandFailedException(
            "%s %s: there is no folder %s".formatted(option, file, folder));
      }
      if (Files.isDirectory(file)) {
        throw new CommandFailedException("%s %s: is a folder".formatted(option, file));
      }
    }
  }

  private List<String> comparisons(Recipe recipe) {
    List<String> asked = compare;
    if (asked == null) {
      asked = report == null ? List.of() : List.of("seed", GAUSSIAN);
    }
    List<String> known = new ArrayList<>(Recipe.names());
    known.addAll(List.of(GAUSSIAN, NONE));
    for (String name : asked) {
      if (!known.contains(name)) {
        throw new CommandFailedException(
            "--compare: there is no '%s': choose from %s"
                .formatted(name, String.join(", ", known)));
      }
    }
    return asked.stream()
        .filter(name -> !name.equals(NONE) && !name.equals(recipe.name()))
        .distinct()
        .toList();
  }

  private List<String> alone(Dataset dataset) {
    if (alone == null) {
      return List.of();
    }
    Map<String, String> firstByType = new TreeMap<>();
    Set<String> known = new TreeSet<>();
    for (TrainingClip clip : dataset.clips()) {
      firstByType.putIfAbsent(clip.type(), clip.machineId());
      known.add(clip.machineId());
    }
    if (alone.equals(List.of(FIRST))) {
      return List.copyOf(firstByType.values());
    }
    for (String machine : alone) {
      if (!known.contains(machine)) {
        throw new CommandFailedException(
            "--alone: there is no machine '%s': choose from %s"
                .formatted(machine, String.join(", ", known)));
      }
    }
    return alone;
  }

  private Findings evaluate(
      Dataset dataset, Recipe recipe, List<String> comparisons, List<String> single)
      throws IOException, InterruptedException {
    Evaluation evaluation = new Evaluation(training.threads());
    Protocol split =
        switch (protocol) {
          case KFOLD -> folds == null ? KFold.all() : new KFold(folds);
          case GIVEN -> new GivenSplit();
        };
    List<Long> trained = seeds == null ? List.of(training.seed()) : seeds;
    EvaluationResult own;
    try (TrainingProgress progress = new TrainingProgress(recipe.name())) {
      own = evaluation.run(dataset, recipe, trained, split, progress);
    }
    List<EvaluationResult> beside = new ArrayList<>();
    for (String name : comparisons) {
      Beside measured =
          progress ->
              name.equals(GAUSSIAN)
                  ? evaluation.runGaussian(dataset, split, progress)
                  : evaluation.run(dataset, Recipe.named(name), trained, split, progress);
      measured.runIfSuited(name).ifPresent(beside::add);
    }
    Beside bySelf =
        progress -> evaluation.runAlone(dataset, single, recipe, trained, split, progress);
    return new Findings(
        own, beside, single.isEmpty() ? null : bySelf.runIfSuited("alone").orElse(null));
  }

  /** What stands beside the recipe. */
  private interface Beside {

    EvaluationResult run(TrainingListener listener) throws IOException, InterruptedException;

    /** Sound that does not suit it costs nobody the recipe's own figures: a warning is enough. */
    default Optional<EvaluationResult> runIfSuited(String name)
        throws IOException, InterruptedException {
      try (TrainingProgress progress = new TrainingProgress(name)) {
        return Optional.of(run(progress));
      } catch (DatasetException e) {
        System.err.printf("auscult: %s is left out: %s%n", name, e.getMessage());
        return Optional.empty();
      }
    }
  }

  private Provenance provenance(CommandSpec command) {
    Map<String, String> versions = new LinkedHashMap<>();
    versions.put("version", new VersionProvider().getVersion()[0]);
    versions.put("Java", System.getProperty("java.vm.name") + " " + Runtime.version());
    versions.put("network library", Torch.version());
    versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    versions.put("threads", String.valueOf(training.threads()));
    return new Provenance(
        CommandText.of(command), versions, ZonedDateTime.now(ZoneId.systemDefault()));
  }

  private static void writeScores(Path file, Findings findings) throws IOException {
    List<EvaluationResult> results = new ArrayList<>();
    results.add(findings.result());
    results.addAll(findings.comparisons());
    try (BufferedWriter writer = Files.newBufferedWriter(file)) {
      for (EvaluationResult result : results) {
        write(writer, result, false);
      }
      if (findings.alone() != null) {
        write(writer, findings.alone(), true);
      }
    }
  }

  private static void write(BufferedWriter writer, EvaluationResult result, boolean alone)
      throws IOException {
    for (ScoredClip clip : result.clips()) {
      writer.write(JsonOutput.line(new ScoreLine(result.report().recipe(), alone, clip)));
      writer.newLine();
    }
  }
}
