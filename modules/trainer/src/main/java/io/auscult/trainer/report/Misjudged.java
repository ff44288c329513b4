/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import io.auscult.trainer.Condition;
import io.auscult.trainer.ScoredClip;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A clip that some models put on the wrong side of clips of the other condition. Every model is
 * judged by itself, because their scores are not on one scale.
 *
 * @param machine its machine
 * @param condition what it holds in truth
 * @param clip its name
 * @param score its mean score over the models that were tested on it
 * @param rank its mean rank among the machine's clips in each test, 1 for the most anomalous
 * @param ranked how many clips were ranked in a test
 * @param wrong how often it was on the wrong side, or level
 * @param compared how often it was compared
 * @param margin by how many standard deviations of the machine's scores it lies beyond the mean of
 *     the other condition, on the wrong side
 */
record Misjudged(
    String machine,
    Condition condition,
    String clip,
    double score,
    double rank,
    int ranked,
    int wrong,
    int compared,
    double margin) {

  private static final Comparator<Misjudged> WORST =
      Comparator.comparingDouble((Misjudged m) -> (double) m.wrong() / m.compared())
          .thenComparingDouble(Misjudged::margin)
          .reversed();

  private record Test(long seed, int fold, String machine) {
    static Test of(ScoredClip clip) {
      return new Test(clip.seed(), clip.fold(), clip.machine());
    }
  }

  private record Key(String machine, String clip) {}

  /** The clips of a condition that were misjudged most; fewer if there are no more. */
  static List<Misjudged> worst(List<ScoredClip> clips, Condition condition, int most) {
    Map<Test, List<ScoredClip>> tests = clips.stream().collect(Collectors.groupingBy(Test::of));
    Map<Key, List<ScoredClip>> byClip =
        clips.stream()
            .filter(clip -> clip.condition() == condition)
            .collect(
                Collectors.groupingBy(
                    clip -> new Key(clip.machine(), clip.clip()),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byClip.values().stream()
        .map(scores -> judge(scores, tests))
        .filter(judged -> judged.wrong() > 0)
        .sorted(WORST)
        .limit(most)
        .toList();
  }

  private static Misjudged judge(List<ScoredClip> scores, Map<Test, List<ScoredClip>> tests) {
    ScoredClip first = scores.get(0);
    double score = 0;
    double rank = 0;
    double margin = 0;
    int ranked = 0;
    int wrong = 0;
    int compared = 0;
    int side = first.condition() == Condition.ABNORMAL ? -1 : 1;
    for (ScoredClip own : scores) {
      List<ScoredClip> test = tests.getOrDefault(Test.of(own), List.of());
      List<ScoredClip> others =
          test.stream().filter(clip -> clip.condition() != own.condition()).toList();
      score += own.score() / scores.size();
      long above = test.stream().filter(clip -> clip.score() > own.score()).count();
      rank += (1.0 + above) / scores.size();
      ranked = Math.max(ranked, test.size());
      wrong += (int) others.stream().filter(o -> side * (own.score() - o.score()) >= 0).count();
      compared += others.size();
      double beyond = own.score() - mean(others);
      margin += side * beyond / Math.max(deviation(test), 1e-12) / scores.size();
    }
    return new Misjudged(
        first.machine(),
        first.condition(),
        first.clip(),
        score,
        rank,
        ranked,
        wrong,
        compared,
        margin);
  }

  private static double mean(List<ScoredClip> clips) {
    return clips.stream().mapToDouble(ScoredClip::score).average().orElse(Double.NaN);
  }

  private static double deviation(List<ScoredClip> clips) {
    double mean = mean(clips);
    return Math.sqrt(
        clips.stream()
            .mapToDouble(clip -> (clip.score() - mean) * (clip.score() - mean))
            .average()
            .orElse(0));
  }
}
