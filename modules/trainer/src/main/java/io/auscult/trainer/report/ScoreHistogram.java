/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import io.auscult.trainer.Condition;
import io.auscult.trainer.ScoredClip;
import java.util.List;

/** How the scores of one machine are spread: normal clips above the axis, abnormal ones below. */
final class ScoreHistogram {

  private static final int BINS = 24;
  private static final int WIDTH = 200;
  private static final int HALF = 52;
  private static final int SIDE = 8;

  private ScoreHistogram() {}

  /**
   * Draws.
   *
   * @param clips of one machine, by all models together
   */
  static String of(String machine, List<ScoredClip> clips) {
    double low = clips.stream().mapToDouble(ScoredClip::score).min().orElse(0);
    double high = clips.stream().mapToDouble(ScoredClip::score).max().orElse(1);
    double range = high > low ? high - low : 1;
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.format(
            "<svg viewBox='0 0 %d %d' role='img' aria-label='scores of %s'>",
            WIDTH + 2 * SIDE, 2 * HALF + 30, Html.escape(machine)));
    for (Condition condition : Condition.values()) {
      boolean normal = condition == Condition.NORMAL;
      double[] shares = shares(clips, condition, low, range);
      double tallest = tallest(clips, low, range);
      for (int bin = 0; bin < BINS; bin++) {
        double height = (HALF - 4) * shares[bin] / tallest;
        if (height > 0) {
          svg.append(
              Html.format(
                  "<rect class='%s' x='%.1f' y='%.1f' width='%.1f' height='%.1f'/>",
                  normal ? "normal" : "abnormal",
                  SIDE + (double) WIDTH * bin / BINS + 0.5,
                  normal ? HALF - height : HALF + 1,
                  (double) WIDTH / BINS - 1,
                  height));
        }
      }
    }
    svg.append(Html.format("<path class='axis' d='M%d %.1fH%d'/>", SIDE, HALF + 0.5, SIDE + WIDTH));
    String digits = range < 0.1 ? "%.3f" : range < 10 ? "%.2f" : "%.1f";
    for (int part = 0; part <= 2; part++) {
      svg.append(
          Html.format(
              "<text class='tick' x='%d' y='%d' text-anchor='%s'>%s</text>",
              SIDE + WIDTH * part / 2,
              2 * HALF + 14,
              part == 0 ? "start" : part == 1 ? "middle" : "end",
              Html.format(digits, low + range * part / 2)));
    }
    svg.append(
        Html.format(
            "<text class='tick' x='%d' y='%d' text-anchor='middle'>score</text>",
            SIDE + WIDTH / 2, 2 * HALF + 26));
    return svg.append("</svg>").toString();
  }

  private static double tallest(List<ScoredClip> clips, double low, double range) {
    double tallest = 0;
    for (Condition condition : Condition.values()) {
      for (double share : shares(clips, condition, low, range)) {
        tallest = Math.max(tallest, share);
      }
    }
    return tallest;
  }

  /** Which share of the clips of a condition lies in every bin. */
  private static double[] shares(
      List<ScoredClip> clips, Condition condition, double low, double range) {
    double[] scores =
        clips.stream()
            .filter(clip -> clip.condition() == condition)
            .mapToDouble(ScoredClip::score)
            .toArray();
    double[] shares = new double[BINS];
    for (double score : scores) {
      int bin = (int) (BINS * (score - low) / range);
      shares[Math.min(bin, BINS - 1)] += 1.0 / scores.length;
    }
    return shares;
  }
}
