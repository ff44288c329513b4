/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How well scores rank abnormal above normal. Equal scores count half. */
public final class Roc {

  private Roc() {}

  /**
   * The area under the ROC curve: the probability that an abnormal clip scores higher than a normal
   * one.
   *
   * @return 0 to 1, 0.5 for chance
   * @throws IllegalArgumentException if there is no score of one kind, or one is not a number
   */
  public static double auc(double[] normal, double[] abnormal) {
    return area(normal, abnormal, 1);
  }

  /**
   * The area under the part of the ROC curve with few false positives, standardised after McClish
   * so that chance is 0.5 and perfection 1. It is what scikit-learn's {@code
   * roc_auc_score(max_fpr)} and with it the DCASE baselines print; the plain area over {@code
   * maxFpr} would have chance at half of {@code maxFpr}.
   *
   * @param maxFpr the greatest false positive rate, above 0 and at most 1
   */
  public static double partialAuc(double[] normal, double[] abnormal, double maxFpr) {
    double chance = maxFpr * maxFpr / 2;
    double area = area(normal, abnormal, maxFpr);
    return 0.5 * (1 + (area - chance) / (maxFpr - chance));
  }

  /**
   * A point of a ROC curve.
   *
   * @param fpr share of the normal clips that score at least as high as some threshold
   * @param tpr share of the abnormal clips that do
   */
  public record Point(double fpr, double tpr) {}

  /**
   * The ROC curve: one point for every distinct score, from the highest down, between (0, 0) and
   * (1, 1). Neither rate ever falls; between two points the curve is straight.
   *
   * @throws IllegalArgumentException if there is no score of one kind, or one is not a number
   */
  public static List<Point> curve(double[] normal, double[] abnormal) {
    double[] negative = sorted(normal);
    double[] positive = sorted(abnormal);
    List<Point> curve = new ArrayList<>();
    curve.add(new Point(0, 0));
    int n = negative.length;
    int p = positive.length;
    while (n > 0 || p > 0) {
      double score =
          Math.max(
              n > 0 ? negative[n - 1] : Double.NEGATIVE_INFINITY,
              p > 0 ? positive[p - 1] : Double.NEGATIVE_INFINITY);
      while (n > 0 && negative[n - 1] == score) {
        n--;
      }
      while (p > 0 && positive[p - 1] == score) {
        p--;
      }
      curve.add(new Point(1 - (double) n / negative.length, 1 - (double) p / positive.length));
    }
    return curve;
  }

  private static double area(double[] normal, double[] abnormal, double maxFpr) {
    double area = 0;
    Point from = new Point(0, 0);
    for (Point to : curve(normal, abnormal)) {
      double end = Math.min(to.fpr(), maxFpr);
      if (end > from.fpr()) {
        double rise = (to.tpr() - from.tpr()) / (to.fpr() - from.fpr());
        double tprAtEnd = from.tpr() + rise * (end - from.fpr());
        area += (end - from.fpr()) * (from.tpr() + tprAtEnd) / 2;
      }
      from = to;
    }
    return area;
  }

  private static double[] sorted(double[] scores) {
    if (scores.length == 0 || Arrays.stream(scores).anyMatch(Double::isNaN)) {
      throw new IllegalArgumentException("a ROC curve needs normal and abnormal scores");
    }
    double[] sorted = scores.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
