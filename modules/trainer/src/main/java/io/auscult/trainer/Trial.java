/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.detector.ModelBundle;
import io.auscult.trainer.TrialResult.Alarms;
import io.auscult.trainer.TrialResult.Verdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.DoubleConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Lets a challenger and the champion hear the same clips, and tells whether the challenger is
 * worse. Both are judged as they would be in a pipeline: by their own thresholds and the alarm
 * rule. What either was trained on does not count.
 *
 * <p>The challenger is worse if
 *
 * <ul>
 *   <li>it does not know a machine that the champion knows;
 *   <li>it raises more false alarms than chance explains: of the normal clips on which exactly one
 *       of the two raises an alarm, the challenger does on so many that a fair coin would seldom
 *       (McNemar's test, exact and one-sided, 5 %);
 *   <li>it raises an alarm on fewer clips of real anomalies. They are few, and each was a machine
 *       that broke: chance is no excuse.
 * </ul>
 */
public final class Trial {

  private static final double SIGNIFICANT = 0.05;

  /** Enough to see where it comes from. */
  private static final int NAMED = 5;

  private final int threads;

  /**
   * A trial.
   *
   * @param threads for scoring
   */
  public Trial(int threads) {
    this.threads = threads;
  }

  /** A clip and what both say of it; null if they do not know its machine or have no threshold. */
  private record Tried(
      TrainingClip clip,
      double seconds,
      boolean alreadyHeard,
      TrialJudge.@Nullable Opinion champion,
      TrialJudge.@Nullable Opinion challenger) {

    boolean isComparable() {
      return champion != null && challenger != null && !alreadyHeard;
    }

    boolean isNormal() {
      return clip.condition() == Condition.NORMAL;
    }

    boolean championAlarms() {
      return Objects.requireNonNull(champion).alarm();
    }

    boolean challengerAlarms() {
      return Objects.requireNonNull(challenger).alarm();
    }
  }

  /**
   * Runs the trial.
   *
   * @param clips normal clips, and abnormal ones of real anomalies; at least as long as the models'
   *     windows
   * @param retired machines that the challenger need not know
   * @param progress told the share of the work that is done, 0 to 1
   * @throws IOException if a clip cannot be read or a model cannot be loaded
   * @throws InterruptedException if the thread is interrupted
   */
  public TrialResult run(
      ModelBundle champion,
      ModelBundle challenger,
      Dataset clips,
      Set<String> retired,
      DoubleConsumer progress)
      throws IOException, InterruptedException {
    List<Tried> tried = new ArrayList<>();
    try (TrialJudge one = new TrialJudge(champion, threads);
        TrialJudge other = new TrialJudge(challenger, threads)) {
      for (TrainingClip clip : clips.clips()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("the trial was interrupted");
        }
        ClipFeatures heard = one.read(clip);
        ClipFeatures otherHeard = one.readsAs(other) ? heard : other.read(clip);
        boolean known = one.wasTrainedOn(heard) || other.wasTrainedOn(otherHeard);
        tried.add(
            known
                ? new Tried(clip, heard.seconds(), true, null, null)
                : new Tried(
                    clip, heard.seconds(), false, one.judge(heard), other.judge(otherHeard)));
        progress.accept((double) tried.size() / clips.clips().size());
      }
      return result(one, other, tried, retired);
    }
  }

  private static TrialResult result(
      TrialJudge champion, TrialJudge challenger, List<Tried> tried, Set<String> retired) {
    SortedSet<String> machines = new TreeSet<>(champion.machines());
    tried.forEach(t -> machines.add(t.clip().machineId()));
    List<Tried> compared = tried.stream().filter(Tried::isComparable).toList();
    List<String> reasons = new ArrayList<>();
    unknown(champion, challenger, retired, reasons);
    falseAlarms(compared.stream().filter(Tried::isNormal).toList(), reasons);
    missed(compared.stream().filter(t -> !t.isNormal()).toList(), reasons);
    Verdict verdict = reasons.isEmpty() ? Verdict.NOT_WORSE : Verdict.WORSE;
    int alreadyHeard = (int) tried.stream().filter(Tried::alreadyHeard).count();
    if (reasons.isEmpty() && compared.isEmpty()) {
      verdict = Verdict.UNDECIDED;
      reasons.add(
          tried.isEmpty()
              ? "there is no sound to try them on"
              : "there is no sound that both know the machine of, have a threshold for and were not trained on; clips there are: %d"
                  .formatted(tried.size()));
    }
    return new TrialResult(
        champion.version(),
        challenger.version(),
        verdict,
        reasons,
        machines.stream()
            .map(
                machine ->
                    machine(
                        machine,
                        champion,
                        challenger,
                        compared.stream()
                            .filter(t -> t.clip().machineId().equals(machine))
                            .toList()))
            .toList(),
        alarms(compared, Tried::isNormal),
        alarms(compared, t -> !t.isNormal()),
        alreadyHeard);
  }

  private static void unknown(
      TrialJudge champion, TrialJudge challenger, Set<String> retired, List<String> reasons) {
    List<String> missing =
        champion.machines().stream()
            .filter(machine -> !challenger.knows(machine) && !retired.contains(machine))
            .toList();
    if (!missing.isEmpty()) {
      reasons.add("it does not know " + named(missing) + ", as the champion does");
    }
  }

  private static void falseAlarms(List<Tried> normals, List<String> reasons) {
    List<Tried> worse =
        normals.stream().filter(t -> t.challengerAlarms() && !t.championAlarms()).toList();
    long better = normals.stream().filter(t -> t.championAlarms() && !t.challengerAlarms()).count();
    int differing = Math.toIntExact(worse.size() + better);
    if (differing == 0) {
      return;
    }
    // Of so many heads at least.
    double chance = BinomialDistribution.of(differing, 0.5).survivalProbability(worse.size() - 1);
    if (chance < SIGNIFICANT) {
      Alarms alarms = alarms(normals, t -> true);
      reasons.add(
          String.format(
              Locale.ROOT,
              "it raises false alarms on %d of %d normal clips, the champion on %d (chance: %.2g), more of them at %s",
              alarms.challenger(),
              alarms.clips(),
              alarms.champion(),
              chance,
              named(worse.stream().map(t -> t.clip().machineId()).distinct().toList())));
    }
  }

  private static void missed(List<Tried> real, List<String> reasons) {
    Alarms alarms = alarms(real, t -> true);
    if (alarms.challenger() < alarms.champion()) {
      reasons.add(
          "it catches %d of %d clips of real anomalies, the champion %d; it misses %s"
              .formatted(
                  alarms.challenger(),
                  alarms.clips(),
                  alarms.champion(),
                  named(
                      real.stream()
                          .filter(t -> t.championAlarms() && !t.challengerAlarms())
                          .map(t -> t.clip().machineId() + " " + t.clip().name())
                          .toList())));
    }
  }

  private static String named(List<String> names) {
    String first = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return names.size() <= NAMED ? first : first + " and %d more".formatted(names.size() - NAMED);
  }

  private static Alarms alarms(List<Tried> compared, Predicate<Tried> which) {
    List<Tried> chosen = compared.stream().filter(which).toList();
    return new Alarms(
        chosen.size(),
        (int) chosen.stream().filter(Tried::championAlarms).count(),
        (int) chosen.stream().filter(Tried::challengerAlarms).count());
  }

  private static TrialResult.Machine machine(
      String machine, TrialJudge champion, TrialJudge challenger, List<Tried> compared) {
    List<Tried> normals = compared.stream().filter(Tried::isNormal).toList();
    List<Tried> real = compared.stream().filter(t -> !t.isNormal()).toList();
    boolean both = !normals.isEmpty() && !real.isEmpty();
    return new TrialResult.Machine(
        machine,
        champion.knows(machine),
        challenger.knows(machine),
        normals.stream().mapToDouble(Tried::seconds).sum() / 3600,
        alarms(normals, t -> true),
        alarms(real, t -> true),
        both ? Roc.auc(scores(normals, true), scores(real, true)) : null,
        both ? Roc.auc(scores(normals, false), scores(real, false)) : null);
  }

  private static double[] scores(List<Tried> clips, boolean ofChampion) {
    return clips.stream()
        .map(t -> Objects.requireNonNull(ofChampion ? t.champion() : t.challenger()))
        .mapToDouble(TrialJudge.Opinion::score)
        .toArray();
  }
}
