/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static io.auscult.pipeline.decision.HeardMachine.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.FrequencyBand;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One sensor, no settings. The letters are those of {@link HeardMachine#hear}. */
class AlarmStateMachineTest {

  private final HeardMachine fan = new HeardMachine();

  @ParameterizedTest
  @CsvSource({
    "........,            ''",
    "o..o..o.,            ''",
    "oo,                  O1",
    "o.o,                 O2",
    "o-o,                 O2",
    "oo..,                O1 C3",
    "oo-.-..,             O1 U5 C6",
    "oo------,            O1 U5",
    "oooooooooo,          O1 U5 U9",
    "oo.o..,              O1 C5",
    "oo.o.o.,             O1 U5",
    "orrrrrrr,            ''",
    "oorr..,              O1 C5",
  })
  void shouldOpenUpdateAndCloseAsTheTableSays(String windows, String expected) {
    fan.hear("mic", 0, windows);

    assertThat(fan.said()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "oo..oooooooo,   O1 C3 COOLDOWN:5 COOLDOWN:6 COOLDOWN:7 O8",
    "oo..oo.......,  O1 C3 COOLDOWN:5 COOLDOWN:6",
    "oo.......oo,    O1 C3 O10",
    // The votes of the anomaly that closed count no more, those of the cooldown do.
    "oo..   .o,      O1 C3",
    "oo..   oo,      O1 C3 O8",
  })
  void shouldOpenNoOtherAnomalyBeforeTheCooldownIsOver(String windows, String expected) {
    fan.hear("mic", 0, windows);

    assertThat(fan.said()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1.9, 0.5,  true",
    "1.9, 0.1,  true",
    "1.9, 0.09, false",
    "2.0, 0.5,  true",
    "2.1, 0.5,  false",
    "2.1, 0.05, false",
    "NaN, NaN,  false",
  })
  void shouldCountAsCalmOnlyWhatIsUnderTheThresholdAndUsualForHealthySound(
      double smoothed, double tailProbability, boolean calm) {
    fan.hear("mic", 0, "oo");
    for (int second = 2; second < 4; second++) {
      fan.hear(fan.score("mic", at(second), smoothed, smoothed, tailProbability).build());
    }

    assertThat(fan.open == null).isEqualTo(calm);
  }

  @Test
  void shouldNeitherOpenNorCloseBetweenTheThresholds() {
    fan.hear("mic", 0, "--------");
    assertThat(fan.said()).isEmpty();

    fan.hear("mic", 8, "oo");
    fan.hear("mic", 10, "-.-.-.-.-.");

    assertThat(fan.said()).isEqualTo("O9 U13 U17");
  }

  @Test
  void shouldCountSixtyFourWindows() {
    HeardMachine all = heard(64, 64);
    all.hear("mic", 0, "o".repeat(63) + "." + "o".repeat(63));
    assertThat(all.said()).isEmpty();
    all.hear("mic", 127, "o");
    assertThat(all.said()).isEqualTo("O127");

    HeardMachine two = heard(2, 64);
    two.hear("mic", 0, "o" + ".".repeat(63) + "o");
    assertThat(two.said()).as("65 windows apart").isEmpty();
    two.hear("mic", 65, ".".repeat(62) + "o");
    assertThat(two.said()).as("64 windows apart").isEqualTo("O127");
  }

  private static HeardMachine heard(int open, int of) {
    return new HeardMachine(
        new AlarmRule(open, of, 2, 0.1, Duration.ofSeconds(5), Duration.ofSeconds(4)));
  }

  @Test
  void shouldUpdateByTheTimeOfTheWindowsHoweverFastTheyCome() {
    HeardMachine standard =
        new HeardMachine(
            new AlarmRule(3, 5, 5, 0.1, Duration.ofSeconds(30), Duration.ofSeconds(30)));

    standard.hear("mic", 0, "o".repeat(100));

    assertThat(standard.said()).isEqualTo("O2 U32 U62 U92");
  }

  @Test
  void shouldTellPeakEvidenceAndBandsOfTheWorstWindow() {
    fan.hear("mic", 0, "oo");
    AnomalyEvent opened = fan.events.get(0);
    fan.hear(fan.score("mic", at(2), 9, 9, 0.01).build());
    fan.hear("mic", 3, "o..");

    AnomalyEvent closed = fan.events.get(fan.events.size() - 1);
    assertThat(closed.getState()).isEqualTo(AnomalyState.CLOSED);
    assertThat(closed.getAnomalyId()).isEqualTo(opened.getAnomalyId());
    assertThat(closed.getPeakScore()).isEqualTo(9);
    assertThat(closed.getThreshold()).isEqualTo(2);
    assertThat(closed.getEvidenceOffsetFirst()).isEqualTo(2);
    assertThat(closed.getEvidenceOffsetLast()).isEqualTo(3);
    assertThat(closed.getBands()).containsExactly(new FrequencyBand(0f, 100f, 9f));
  }

  @Test
  void shouldCloseWithReasonAndDuration() {
    fan.hear("mic", 0, "oooo..");

    AnomalyEvent closed = fan.events.get(fan.events.size() - 1);
    assertThat(closed.getState()).isEqualTo(AnomalyState.CLOSED);
    assertThat(closed.getCloseReason()).isEqualTo(CloseReason.RECOVERED);
    assertThat(closed.getOpenedAt()).isEqualTo(at(1));
    assertThat(closed.getLastAt()).isEqualTo(at(5));
    assertThat(closed.getClosedAt()).isEqualTo(at(5));
    assertThat(fan.open).isNull();
  }

  @Test
  void shouldGiveTheSameIdForTheSameSoundAndAnotherForAnother() {
    fan.hear("mic", 0, "oo");
    HeardMachine again = new HeardMachine().hear("mic", 0, "oo");
    HeardMachine later = new HeardMachine().hear("mic", 0, ".oo");

    String id = fan.events.get(0).getAnomalyId();
    assertThat(again.events.get(0).getAnomalyId()).isEqualTo(id);
    assertThat(later.events.get(0).getAnomalyId()).isNotEqualTo(id);
  }
}
