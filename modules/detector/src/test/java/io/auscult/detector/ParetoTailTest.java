/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParetoTailTest {

  private static Excesses excesses(ParetoTail tail, int count, Random random) {
    double[] values =
        IntStream.range(0, count)
            .mapToDouble(i -> tail.excess(1 - random.nextDouble()))
            .sorted()
            .toArray();
    return new Excesses(1, 0.1, values, count, 3 * tail.scale());
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.3, 0, 1e-12, 0.2})
  void shouldFindTheExcessOfEveryProbability(double shape) {
    // Given
    ParetoTail tail = new ParetoTail(0.7, shape);

    // Then
    for (double probability : new double[] {1, 0.5, 1e-3, 1e-9}) {
      assertThat(tail.beyond(tail.excess(probability)))
          .isCloseTo(probability, within(1e-9 * probability + 1e-18));
    }
    assertThat(new ParetoTail(1, -0.5).beyond(2)).isZero();
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.15, 0, 0.2})
  void shouldRecoverShapeAndScaleOfATail(double shape) {
    // Given
    ParetoTail truth = new ParetoTail(0.7, shape);
    Excesses many = excesses(truth, 5000, new Random(1));

    // When
    PooledTail pooled = PooledTail.fit(List.of(many));

    // Then
    assertThat(pooled.shape()).isCloseTo(shape, within(0.05));
    assertThat(pooled.predict(many, 5000).scale()).isCloseTo(0.7, within(0.05));
  }

  @Test
  void shouldFindTheShapeThatManyMachinesOfAFewExcessesShare() {
    // Given machines of very different scales, ten excesses each
    Random random = new Random(2);
    List<Excesses> machines = new ArrayList<>();
    for (int m = 0; m < 400; m++) {
      machines.add(excesses(new ParetoTail(Math.pow(1.02, m), 0), 10, random));
    }

    // Then
    assertThat(PooledTail.fit(machines).shape()).isCloseTo(0, within(0.04));
  }

  @Test
  void shouldKeepItsWordOnAverageWhenPredictingFromAFewExcesses() {
    // Given
    Random random = new Random(3);
    List<Excesses> machines = new ArrayList<>();
    for (int m = 0; m < 2000; m++) {
      machines.add(excesses(new ParetoTail(1, 0), 6, random));
    }
    PooledTail pooled = PooledTail.fit(machines);

    // When each machine says which excess it exceeds once in a thousand
    double rate =
        machines.stream()
            .mapToDouble(m -> Math.exp(-pooled.predict(m, 1e6).excess(1e-3)))
            .average()
            .orElseThrow();

    // Then it does, over all machines; the tail that fits best would exceed it far more often
    assertThat(rate).isBetween(2e-4, 1.3e-3);
  }

  @Test
  void shouldWidenTheTailWhenLittleIsKnown() {
    // Given
    Excesses few = new Excesses(1, 0.3, new double[] {0.5, 1.5}, 2, 1);
    Excesses many = new Excesses(1, 0.3, new double[] {0.5, 1.5}, 200, 1);
    PooledTail pooled = new PooledTail(0, 1, 1);

    // Then
    assertThat(pooled.predict(few, 6).excess(1e-4))
        .isGreaterThan(1.5 * pooled.predict(many, 600).excess(1e-4));
  }

  @Test
  void shouldStayFiniteWhenAllScoresAreTheSame() {
    // Given
    Excesses none = new Excesses(1, 0.3, new double[0], 0, 0);

    // When
    ParetoTail tail = PooledTail.fit(Arrays.asList(none, none)).predict(none, 5);

    // Then
    assertThat(tail.scale()).isPositive().isFinite();
    assertThat(tail.shape()).isFinite();
  }
}
