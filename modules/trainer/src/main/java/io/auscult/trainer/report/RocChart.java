/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import io.auscult.trainer.Condition;
import io.auscult.trainer.EvaluationResult;
import io.auscult.trainer.Roc;
import io.auscult.trainer.ScoredClip;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The ROC curves of one machine: the mean curve of every contender. */
final class RocChart {

  private static final int SIZE = 150;
  private static final int LEFT = 26;
  private static final int TOP = 6;

  private RocChart() {}

  static String of(String machine, List<EvaluationResult> contenders) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.format(
            "<svg viewBox='0 0 %d %d' role='img' aria-label='ROC of %s'>",
            LEFT + SIZE + 8, TOP + SIZE + 30, Html.escape(machine)));
    for (double tick : new double[] {0, 0.5, 1}) {
      svg.append(
          Html.format(
              "<path class='grid' d='M%1$.1f %2$.1fV%3$.1fM%4$.1f %5$.1fH%6$.1f'/>",
              x(tick), y(0), y(1), x(0), y(tick), x(1)));
      svg.append(
          Html.format(
              "<text class='tick' x='%.1f' y='%.1f' text-anchor='middle'>%.1f</text>",
              x(tick), y(0) + 12, tick));
      svg.append(
          Html.format(
              "<text class='tick' x='%.1f' y='%.1f' text-anchor='end'>%.1f</text>",
              x(0) - 4, y(tick) + 3, tick));
    }
    svg.append(
        Html.format("<path class='chance' d='M%.1f %.1fL%.1f %.1f'/>", x(0), y(0), x(1), y(1)));
    // The recipe's own curve comes last, on top of the others.
    for (int i = contenders.size() - 1; i >= 0; i--) {
      List<Roc.Point> mean = mean(curves(machine, contenders.get(i)));
      String path =
          mean.stream()
              .map(point -> Html.format("%.1f %.1f", x(point.fpr()), y(point.tpr())))
              .collect(Collectors.joining("L", "M", ""));
      svg.append(Html.format("<path class='curve s%d' d='%s'/>", i, path));
    }
    svg.append(
        Html.format(
            "<text class='tick' x='%.1f' y='%.1f' text-anchor='middle'>false positive rate</text>",
            x(0.5), y(0) + 24));
    return svg.append("</svg>").toString();
  }

  private static double x(double fpr) {
    return LEFT + SIZE * fpr;
  }

  private static double y(double tpr) {
    return TOP + SIZE * (1 - tpr);
  }

  /** One curve per model: scores of different models are not on one scale. */
  static List<List<Roc.Point>> curves(String machine, EvaluationResult result) {
    record Model(long seed, int fold) {}
    Collection<List<ScoredClip>> models =
        result.clips().stream()
            .filter(clip -> clip.machine().equals(machine))
            .collect(Collectors.groupingBy(clip -> new Model(clip.seed(), clip.fold())))
            .values();
    return models.stream()
        .map(own -> Roc.curve(scores(own, Condition.NORMAL), scores(own, Condition.ABNORMAL)))
        .toList();
  }

  private static double[] scores(List<ScoredClip> clips, Condition condition) {
    return clips.stream()
        .filter(clip -> clip.condition() == condition)
        .mapToDouble(ScoredClip::score)
        .toArray();
  }

  /**
   * The mean true positive rate at every false positive rate (vertical averaging: Fawcett, An
   * introduction to ROC analysis, 2006). The area under it is the mean of the areas.
   */
  static List<Roc.Point> mean(List<List<Roc.Point>> curves) {
    TreeSet<Double> rates = new TreeSet<>();
    curves.forEach(curve -> curve.forEach(point -> rates.add(point.fpr())));
    List<NavigableMap<Double, double[]>> all = curves.stream().map(RocChart::steps).toList();
    List<Roc.Point> mean = new ArrayList<>();
    for (double fpr : rates) {
      double low = 0;
      double high = 0;
      for (NavigableMap<Double, double[]> steps : all) {
        low += at(steps, fpr)[0] / curves.size();
        high += at(steps, fpr)[1] / curves.size();
      }
      mean.add(new Roc.Point(fpr, low));
      mean.add(new Roc.Point(fpr, high));
    }
    return mean;
  }

  /** Where a curve begins and ends to climb, by false positive rate. */
  private static NavigableMap<Double, double[]> steps(List<Roc.Point> curve) {
    NavigableMap<Double, double[]> steps = new TreeMap<>();
    for (Roc.Point point : curve) {
      steps.computeIfAbsent(point.fpr(), fpr -> new double[] {point.tpr(), 0})[1] = point.tpr();
    }
    return steps;
  }

  private static double[] at(NavigableMap<Double, double[]> steps, double fpr) {
    double[] exact = steps.get(fpr);
    if (exact != null) {
      return exact;
    }
    var before = steps.lowerEntry(fpr); // a curve reaches from 0 to 1
    var after = steps.higherEntry(fpr);
    double share = (fpr - before.getKey()) / (after.getKey() - before.getKey());
    double tpr = before.getValue()[1] + share * (after.getValue()[0] - before.getValue()[1]);
    return new double[] {tpr, tpr};
  }
}
