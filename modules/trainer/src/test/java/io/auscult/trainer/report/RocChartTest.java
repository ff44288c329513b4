/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.trainer.Roc;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RocChartTest {

  @Test
  void shouldDrawAMeanCurveWhoseAreaIsTheMeanOfTheAreas() {
    // Given: curves with steps at different rates, and ties
    Random random = new Random(3);
    List<List<Roc.Point>> curves = new ArrayList<>();
    double mean = 0;
    for (int i = 0; i < 5; i++) {
      double[] normal = random.ints(2 + i, 0, 12).asDoubleStream().toArray();
      double[] abnormal = random.ints(5, 3, 15).asDoubleStream().toArray();
      curves.add(Roc.curve(normal, abnormal));
      mean += Roc.auc(normal, abnormal) / 5;
    }

    // When
    List<Roc.Point> curve = RocChart.mean(curves);

    // Then
    double area = 0;
    for (int i = 1; i < curve.size(); i++) {
      Roc.Point from = curve.get(i - 1);
      Roc.Point to = curve.get(i);
      area += (to.fpr() - from.fpr()) * (from.tpr() + to.tpr()) / 2;
    }
    assertThat(area).isCloseTo(mean, within(1e-12));
    assertThat(curve.get(0)).isEqualTo(new Roc.Point(0, 0));
    assertThat(curve.get(curve.size() - 1)).isEqualTo(new Roc.Point(1, 1));
  }
}
