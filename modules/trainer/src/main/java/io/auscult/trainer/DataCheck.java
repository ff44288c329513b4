/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.audio.AudioClip;
import io.auscult.trainer.Finding.Kind;
import io.auscult.trainer.Finding.Severity;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleConsumer;
import java.util.regex.Pattern;

/**
 * Looks for what would make a model worse or wrong, before hours go into its training: clips that
 * cannot be read, are silent, constant, clipped, too short or of another sample rate, that occur
 * twice or contradict each other, abnormal sound among the normal, and machines with too little of
 * it. One clip is in memory at a time.
 *
 * <p>Clips that are not trained on, the abnormal ones and those of a dataset's test part, are only
 * compared with the others and never stop a training by themselves.
 */
public final class DataCheck {

  /** The least that Auscult's own figures were measured with: 10 clips of 10 s. */
  private static final double RECOMMENDED_SECONDS = 100;

  private static final Pattern ABNORMAL_WORD =
      Pattern.compile("abnormal|anomal|faulty|defective", Pattern.CASE_INSENSITIVE);

  private static final String DATASET = "dataset";

  private final Recipe recipe;
  private final SoundCheck soundCheck;

  /** A check of what the recipe is to be trained on. */
  public DataCheck(Recipe recipe) {
    this.recipe = recipe;
    this.soundCheck = new SoundCheck(recipe);
  }

  /**
   * Checks a dataset; reads every clip once.
   *
   * @param progress told after every clip which share of them is done
   * @return the findings of the clips in the order of the dataset, then those of the machines, then
   *     those of the whole
   */
  public List<Finding> run(Dataset dataset, DoubleConsumer progress) {
    List<Finding> findings = new ArrayList<>();
    Map<String, List<TrainingClip>> sameSound = new HashMap<>();
    Map<String, Double> normalSeconds = new TreeMap<>();
    int done = 0;
    for (TrainingClip clip : dataset.clips()) {
      if (clip.isForTraining()) {
        checkName(clip).ifPresent(findings::add);
      }
      Optional<AudioClip> read = read(clip, findings);
      if (read.isPresent()) {
        AudioClip sound = read.get();
        List<Finding> ofSound = soundCheck.findings(clip.source(), sound);
        if (clip.isForTraining()) {
          findings.addAll(ofSound);
          double seconds = (double) sound.sampleCount() / sound.sampleRate();
          normalSeconds.merge(clip.machineId(), seconds, Double::sum);
        }
        // All silence is alike.
        if (ofSound.stream().noneMatch(DataCheck::isNoSound)) {
          String digest = sound.sampleRate() + " " + SoundDigest.of(sound.channels());
          checkTwin(clip, sameSound.computeIfAbsent(digest, key -> new ArrayList<>()))
              .ifPresent(findings::add);
        }
      }
      progress.accept((double) ++done / dataset.clips().size());
    }
    checkMachines(dataset, normalSeconds, findings);
    checkLeftOut(dataset, findings);
    return findings;
  }

  private static boolean isNoSound(Finding finding) {
    return finding.severity() == Severity.FATAL
        && (finding.kind() == Kind.SILENT || finding.kind() == Kind.CONSTANT);
  }

  private static Optional<Finding> checkName(TrainingClip clip) {
    if (!ABNORMAL_WORD.matcher(clip.machineId() + "/" + clip.name()).find()) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Severity.FATAL,
            Kind.NAMED_ABNORMAL,
            clip.source(),
            "named like abnormal sound, but lies where normal sound is expected",
            "move it to the machine's folder 'abnormal', or rename it"));
  }

  private static Optional<AudioClip> read(TrainingClip clip, List<Finding> findings) {
    String problem;
    try {
      AudioClip sound = clip.audio().recorded();
      return Optional.of(sound);
    } catch (IOException | IllegalArgumentException e) {
      problem = Objects.requireNonNullElse(e.getMessage(), e.getClass().getSimpleName());
    }
    String prefix = clip.source() + ": ";
    findings.add(
        new Finding(
            clip.isForTraining() ? Severity.FATAL : Severity.WARNING,
            Kind.UNREADABLE,
            clip.source(),
            "unreadable",
            problem.startsWith(prefix) ? problem.substring(prefix.length()) : problem));
    return Optional.empty();
  }

  /** Compares a clip with those of the same sound, and puts it to them. */
  private static Optional<Finding> checkTwin(TrainingClip clip, List<TrainingClip> same) {
    TrainingClip twin =
        same.stream()
            .filter(other -> contradict(clip, other))
            .findFirst()
            .orElse(same.isEmpty() ? null : same.get(0));
    same.add(clip);
    if (twin == null) {
      return Optional.empty();
    }
    if (!contradict(clip, twin)) {
      return Optional.of(
          new Finding(
              Severity.WARNING,
              Kind.DUPLICATE,
              clip.source(),
              "the same sound as " + twin.source(),
              "it counts twice; leave one of them out"));
    }
    boolean trained = clip.isForTraining() || twin.isForTraining();
    return Optional.of(
        new Finding(
            trained ? Severity.FATAL : Severity.WARNING,
            Kind.CONTRADICTION,
            clip.source(),
            "the same sound as %s, which is %s sound of %s"
                .formatted(
                    twin.source(),
                    twin.condition().name().toLowerCase(Locale.ROOT),
                    twin.machineId()),
            "find out which of them is true, and leave the other out"));
  }

  private static boolean contradict(TrainingClip clip, TrainingClip other) {
    return !clip.machineId().equals(other.machineId()) || clip.condition() != other.condition();
  }

  private void checkMachines(
      Dataset dataset, Map<String, Double> normalSeconds, List<Finding> findings) {
    Map<String, List<TrainingClip>> normals = new TreeMap<>();
    for (TrainingClip clip : dataset.clips()) {
      List<TrainingClip> own = normals.computeIfAbsent(clip.machineId(), id -> new ArrayList<>());
      if (clip.isForTraining()) {
        own.add(clip);
      }
    }
    normals.forEach(
        (machine, clips) ->
            checkMachine(machine, clips, normalSeconds.getOrDefault(machine, 0.0), findings));
  }

  private void checkMachine(
      String machine, List<TrainingClip> normals, double seconds, List<Finding> findings) {
    String recommended =
        String.format(
            Locale.ROOT, "%.0f s in 10 clips or more are recommended", RECOMMENDED_SECONDS);
    if (normals.isEmpty()) {
      findings.add(
          new Finding(
              Severity.WARNING,
              Kind.TOO_FEW_NORMALS,
              machine,
              "no normal clip to train on",
              "the model will not know the machine; " + recommended));
    } else if (trained(normals) <= 1) {
      findings.add(
          new Finding(
              Severity.FATAL,
              Kind.TOO_FEW_NORMALS,
              machine,
              "too few normal clips, %d, of which %d can be trained on"
                  .formatted(normals.size(), trained(normals)),
              "the others are held out for the threshold; " + recommended));
    } else if (seconds < RECOMMENDED_SECONDS) {
      findings.add(
          new Finding(
              Severity.WARNING,
              Kind.TOO_FEW_NORMALS,
              machine,
              String.format(
                  Locale.ROOT, "only %.0f s of normal sound in %d clips", seconds, normals.size()),
              recommended));
    }
  }

  /** How many clips of a machine are trained on; the rest is held out. */
  private int trained(List<TrainingClip> normals) {
    try {
      TrainingPlan plan = TrainingPlan.holdingOut(new Dataset(normals), recipe.calibrationShare());
      return plan.training().clips().size();
    } catch (DatasetException e) {
      // A single clip: it is the one that is held out.
      return 0;
    }
  }

  private static void checkLeftOut(Dataset dataset, List<Finding> findings) {
    if (dataset.forTraining().clips().isEmpty()) {
      findings.add(
          new Finding(
              Severity.FATAL,
              Kind.TOO_FEW_NORMALS,
              DATASET,
              "no normal clip to train on",
              "add recordings of healthy machines"));
    }
    long test = dataset.clips().stream().filter(clip -> clip.part() == Part.TEST).count();
    if (test > 0) {
      findings.add(
          new Finding(
              Severity.WARNING,
              Kind.LEFT_OUT,
              DATASET,
              "clips of the test part (" + test + ")",
              "left out: they are not trained on"));
    }
    long abnormal =
        dataset.clips().stream()
            .filter(clip -> clip.part() != Part.TEST && clip.condition() == Condition.ABNORMAL)
            .count();
    if (abnormal > 0) {
      findings.add(
          new Finding(
              Severity.WARNING,
              Kind.LEFT_OUT,
              DATASET,
              "abnormal clips (" + abnormal + ")",
              "left out: only normal sound is trained on"));
    }
  }
}
