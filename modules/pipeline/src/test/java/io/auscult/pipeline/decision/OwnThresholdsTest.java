/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static io.auscult.pipeline.decision.HeardMachine.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.MachineSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The model's threshold is 2. */
class OwnThresholdsTest {

  @ParameterizedTest
  @CsvSource({
    // open, close, tail probability, smoothed scores, events
    "    ,    , 0.5,  3 3 2.5 2.5 1.9 1.9, O1 C5",
    "    ,    , 0.01, 3 3 1.9 1.9 0 0,     O1 U5",
    // Another open threshold: the calibrated tail says nothing about it.
    "5   ,    , 0.01, 4 4 4 4 4 4,         ''",
    "5   ,    , 0.01, 6 6 5 5 4.9 4.9,     O1 C5",
    "5   ,    , 0.01, 6 6 5 5 5 5,         O1 U5",
    "1   ,    , 0.5,  1.5 1.5 1 1 0.9 0.9, O1 C5",
    "0.1 ,    , 0.5,  1 1 0.2 0.2 0.2 0.2, O1 U5",
    // Hysteresis of one's own.
    "5   , 3  , 0.01, 6 6 4 4 2.9 2.9,     O1 C5",
    "5   , 3  , 0.5,  6 6 4 4 3 3,         O1 U5",
    "5   , 5  , 0.5,  6 6 4 4,             O1 C3",
    "    , 1  , 0.01, 3 3 1 1 0.9 0.9,     O1 C5",
    "    , 1  , 0.5,  3 3 1.9 1.9 1.9 1.9, O1 U5",
    // A close threshold above the open one counts as the open one.
    "5   , 9  , 0.01, 6 6 8 5 5 5,         O1 U5",
    "5   , 9  , 0.01, 6 6 8 8 4 4,         O1 C5",
    "    , 9  , 0.01, 3 3 2 2 2 2,         O1 U5",
    // What is no finite number is not set.
    "NaN , NaN, 0.01, 3 3 1.9 1.9 0 0,     O1 U5",
    "NaN , NaN, 0.5,  3 3 1.9 1.9,         O1 C3",
    "Infinity, -Infinity, 0.5, 3 3 1 1,    O1 C3",
    "NaN , 1  , 0.5,  3 3 1.9 1.9 1.9 1.9, O1 U5",
  })
  void shouldOpenAndCloseByTheMachinesOwnThresholds(
      @Nullable Double open,
      @Nullable Double close,
      double tailProbability,
      String smoothed,
      String expected) {
    HeardMachine fan = new HeardMachine();
    fan.rules =
        MachineRules.of(
            MachineSettings.newBuilder()
                .setMachineId("fan")
                .setOpenThreshold(open)
                .setCloseThreshold(close)
                .build());

    int second = 0;
    for (String score : smoothed.split(" ", -1)) {
      double value = Double.parseDouble(score);
      fan.hear(fan.score("mic", at(second++), value, value, tailProbability).build());
    }

    assertThat(fan.said()).isEqualTo(expected);
  }
}
