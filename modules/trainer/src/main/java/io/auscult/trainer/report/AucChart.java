/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import io.auscult.trainer.EvaluationReport;
import java.util.List;

/** Every machine's AUC at a glance: a dot per contender on a line from 0 to 1. */
final class AucChart {

  private static final int WIDTH = 300;
  private static final int LEFT = 96;
  private static final int ROW = 19;
  private static final int TOP = 18;

  private AucChart() {}

  static String of(Findings findings) {
    List<EvaluationReport> contenders =
        findings.contenders().stream().map(result -> result.report()).toList();
    int rows = findings.result().report().machines().size();
    StringBuilder svg = new StringBuilder();
    svg.append(
        Html.format(
            "<svg viewBox='0 0 %d %d' role='img' aria-label='AUC per machine'>",
            LEFT + WIDTH + 20, TOP + ROW * rows + 6));
    for (int tick = 0; tick <= 10; tick += 2) {
      svg.append(
          Html.format(
              "<path class='grid' d='M%1$.1f %2$dV%3$d'/>"
                  + "<text class='tick' x='%1$.1f' y='%4$d' text-anchor='middle'>%5$.1f</text>",
              x(tick / 10.0), TOP - 4, TOP + ROW * rows, TOP - 7, tick / 10.0));
    }
    svg.append(
        Html.format("<path class='chance' d='M%.1f %dV%d'/>", x(0.5), TOP - 4, TOP + ROW * rows));
    for (int row = 0; row < rows; row++) {
      double y = TOP + ROW * (row + 0.5);
      svg.append(
          Html.format(
              "<path class='grid' d='M%.1f %.1fH%.1f'/>"
                  + "<text class='label' x='%d' y='%.1f' text-anchor='end'>%s</text>",
              x(0),
              y,
              x(1),
              LEFT - 10,
              y + 3.5,
              Html.escape(contenders.get(0).machines().get(row).machine())));
      // The smaller dots of the others show where they are level.
      for (int i = 0; i < contenders.size(); i++) {
        svg.append(
            Html.format(
                "<circle class='dot s%d' cx='%.1f' cy='%.1f' r='%.1f'/>",
                i, x(contenders.get(i).machines().get(row).auc()), y, i == 0 ? 5.5 : 3.5));
      }
    }
    return svg.append("</svg>").toString();
  }

  private static double x(double auc) {
    return LEFT + WIDTH * auc;
  }
}
