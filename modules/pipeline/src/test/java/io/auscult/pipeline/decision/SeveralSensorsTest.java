/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static io.auscult.pipeline.decision.HeardMachine.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sensors of one machine, side by side or hours apart. */
class SeveralSensorsTest {

  private static final int HOUR = 3600;

  private final HeardMachine fan = new HeardMachine();

  @ParameterizedTest
  @CsvSource({
    // left, right, events
    "oo......,  ........, O1 C3",
    "........,  oo......, O1 C3",
    "ooo.....,  .ooo...., O1 U5 C5",
    "ooooo...,  .o......, O1 U5 C6",
    // Neither has two of three: votes of different sensors do not add up.
    "o..o..o.,  .o..o..o, ''",
    // An anomaly is one, whoever goes on with it.
    "oo......,  ..oo...., O1 U5 C5",
    "oo....oo,  .o.-.-.-, O1 U5",
  })
  void shouldKeepOneAnomalyForAllSensorsOfAMachine(String left, String right, String expected) {
    for (int second = 0; second < left.length(); second++) {
      fan.hear("left", second, left.charAt(second));
      fan.hear("right", second, right.charAt(second));
    }

    assertThat(fan.said()).isEqualTo(expected);
  }

  @Test
  void shouldTellTheSensorThatHeardThePeak() {
    fan.hear("left", 0, "oo");

    fan.hear(fan.score("right", at(2), 9, 9, 0).build());

    assertThat(fan.open).isNotNull();
    assertThat(fan.open.getSensorId()).isEqualTo("right");
    assertThat(fan.open.getEvidenceOffsetFirst()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    // heard last, closes at
    "60, C121",
    "62, C123",
  })
  void shouldNotBeHeldOpenByASensorThatWasNotHeardForAMinute(int gone, String closed) {
    fan.hear("left", 0, "oo");
    fan.hear("right", 0, "..");

    for (int second = 2; second < 130; second++) {
      if (second <= gone) {
        fan.hear("left", second, 'o');
      }
      fan.hear("right", second, '.');
    }

    assertThat(fan.said()).endsWith(closed);
  }

  @Test
  void shouldForgetASensorThatWasNotHeardForAnHour() {
    fan.hear("gone", 0, "o");

    fan.hear("mic", HOUR, ".");
    assertThat(fan.votes.getSensors()).containsOnlyKeys("gone", "mic");
    fan.hear("mic", HOUR + 1, ".");

    assertThat(fan.votes.getSensors()).containsOnlyKeys("mic");
  }

  @Test
  void shouldNotGrowWithEverySensorThatEverWas() {
    for (int minute = 0; minute < 1000; minute++) {
      fan.hear("sensor-" + minute, minute * 60, ".");
    }

    assertThat(fan.votes.getSensors()).hasSizeLessThan(65);
  }

  @Test
  void shouldNeitherCloseNorHoldNorBackdateALiveAnomalyByOldWindows() {
    int now = 3 * HOUR;
    fan.hear("live", now, "oo");
    fan.hear("late", now - HOUR, "..........");
    assertThat(fan.said()).as("calm an hour ago").isEqualTo("O" + (now + 1));

    fan.hear("live", now + 2, "o");
    fan.hear(fan.score("late", at(now - HOUR + 10), 50, 50, 0).build());
    fan.hear("late", now - HOUR + 11, "oooooooooo");
    assertThat(fan.open).isNotNull();
    assertThat(fan.open.getOpenedAt()).isEqualTo(at(now + 1));
    assertThat(fan.open.getLastAt()).isEqualTo(at(now + 2));
    assertThat(fan.open.getPeakScore()).as("the peak lies in the anomaly").isEqualTo(3);

    fan.hear("live", now + 3, ".");
    fan.hear("late", now - HOUR + 21, "o");
    fan.hear("live", now + 4, ".");
    assertThat(fan.said()).isEqualTo("O%d C%d".formatted(now + 1, now + 4));
  }

  @Test
  void shouldNotEndBeforeTheNewestWindowWhenTheSensorThatIsLateClosesIt() {
    fan.hear("left", 100, "oo........");
    fan.hear("right", 100, "-");
    fan.hear("right", 101, "..");

    AnomalyEvent closed = fan.events.get(fan.events.size() - 1);
    assertThat(fan.said()).isEqualTo("O101 C103");
    assertThat(closed.getClosedAt()).isEqualTo(at(103));
  }

  @Test
  void shouldHearTheSameFaultOnceThoughAnotherSensorReplaysIt() {
    int now = 3 * HOUR;
    fan.hear("live", now, "oooo......");
    assertThat(fan.said()).isEqualTo("O%d C%d".formatted(now + 1, now + 5));

    fan.forgetting();
    for (int i = 0; i < 10; i++) {
      fan.hear("late", now + i, "..oooo....".charAt(i));
      fan.hear("live", now + 600 + i, '.');
    }

    assertThat(fan.said())
        .isEqualTo(
            "COOLDOWN:%d COOLDOWN:%d COOLDOWN:%d COOLDOWN:%d"
                .formatted(now + 3, now + 4, now + 5, now + 6));
  }

  @Test
  void shouldOpenOneAnomalyForAFaultThatOnlyTheLateSensorHeard() {
    int now = 3 * HOUR;
    int then = now - 2 * HOUR;
    // Interleaved for ten minutes: the live sensor must not make the late one forgotten.
    for (int i = 0; i < 600; i++) {
      fan.hear("live", now + i, '.');
      fan.hear("late", then + i, i < 100 ? '.' : 'o');
    }

    // It opens in its own time; the live sensor says that it is over.
    assertThat(fan.said())
        .startsWith("O%d C%d COOLDOWN:%d ".formatted(then + 101, now + 102, then + 103));
    assertThat(fan.said()).doesNotContain(" O");
    assertThat(fan.votes.getSensors()).containsOnlyKeys("live", "late");
  }

  @Test
  void shouldCloseWhatOldWindowsOpenedOnlyWhenTheyAreCalmToo() {
    fan.hear("live", 2 * HOUR, "......");
    fan.hear("late", HOUR, "oooo");
    assertThat(fan.said()).isEqualTo("O" + (HOUR + 1));

    fan.hear("late", HOUR + 4, "..");

    assertThat(fan.said()).isEqualTo("O%d C%d".formatted(HOUR + 1, HOUR + 5));
  }

  @Test
  void shouldHoldTheAnomalyOpenOnceTheLateSensorHasCaughtUp() {
    fan.hear("live", HOUR, "oo");
    fan.hear("late", HOUR - 120, "-".repeat(122));

    fan.hear("live", HOUR + 2, "....");

    assertThat(fan.open).isNotNull();
    fan.hear("late", HOUR + 2, "..");
    assertThat(fan.open).isNull();
  }

  @Test
  void shouldNotBeSilencedByAClockThatWasSetBack() {
    int year = 365 * 24 * HOUR;
    // An anomaly of next year, which rests until then; and one that is open when the clock is set.
    fan.hear("mic", year, "oo..");
    fan.hear("mic", 0, ".......oo");
    assertThat(fan.said()).isEqualTo("O%d C%d O8".formatted(year + 1, year + 3));

    HeardMachine other = new HeardMachine();
    other.hear("mic", year, "oo");
    other.hear("mic", 0, "...........oo");
    assertThat(other.said()).isEqualTo("O%d C%1$d O12".formatted(year + 1));
  }
}
