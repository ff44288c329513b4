/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static io.auscult.pipeline.decision.HeardMachine.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.CloseReason;
import io.auscult.contracts.MachineSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Muted, maintenance, retired, acknowledged. */
class QuietTimesTest {

  private final HeardMachine fan = new HeardMachine();

  @ParameterizedTest
  @CsvSource({
    // The mute is from 3 (inclusive) to 6 (exclusive).
    "oooooooooo,    O1 C3=MUTED MUTED:5 O7",
    "oo.o......,    O1 C3=MUTED",
    "...oooo...,    MUTED:4 MUTED:5",
    "..oo......,    MUTED:3 MUTED:4",
    "....oo.o..,    MUTED:5",
    "....oo.oo.,    MUTED:5 O8",
    "....oooo..,    MUTED:5 O7 C9",
    ".....oo...,    ''",
  })
  void shouldOpenNothingInAMuteNorByWhatWasHeardInIt(String windows, String expected) {
    fan.rules = MachineRules.of(settings().setMutedFrom(at(3)).setMutedUntil(at(6)).build());

    fan.hear("mic", 0, windows);

    assertThat(fan.said()).isEqualTo(expected);
  }

  @Test
  void shouldNotHideThePeakUnderTheNoiseOfTheMute() {
    fan.hear("mic", 0, "oo");
    fan.rules = MachineRules.of(settings().setMutedFrom(at(2)).build());

    fan.hear(fan.score("mic", at(2), 50, 50, 0).build());

    assertThat(fan.said()).isEqualTo("O1 C2=MUTED");
    assertThat(fan.events.get(1).getPeakScore()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "false, true,  MUTED,   MAINTENANCE",
    "true,  false, RETIRED, RETIRED",
    "true,  true,  RETIRED, RETIRED",
  })
  void shouldCloseAndOpenNothingWhileTheMachineIsOutOfUse(
      boolean retired, boolean maintenance, CloseReason reason, Suppression suppressed) {
    fan.hear("mic", 0, "oo");
    fan.rules = MachineRules.of(settings().setRetired(retired).setMaintenance(maintenance).build());

    fan.hear("mic", 2, "oooo");
    fan.rules = MachineRules.of(null);
    fan.hear("mic", 6, "oo");

    assertThat(fan.said()).isEqualTo("O1 C2=%s %2$s:4 %2$s:5 O7".formatted(reason, suppressed));
    assertThat(fan.events.get(1).getClosedAt()).isEqualTo(at(2));
  }

  @Test
  void shouldCountEveryDetectionThatTheMuteHidesEvenInTheCooldown() {
    fan.hear("mic", 0, "oo..");
    fan.rules = MachineRules.of(settings().setMutedUntil(at(7)).build());

    fan.forgetting().hear("mic", 4, "oooo");

    assertThat(fan.said()).isEqualTo("MUTED:5 MUTED:6");
  }

  @Test
  void shouldNotCloseForAMuteThatIsOver() {
    fan.hear("mic", 10, "ooo");
    fan.rules = MachineRules.of(settings().setMutedFrom(at(11)).setMutedUntil(at(12)).build());

    fan.hear("mic", 13, "oo");

    assertThat(fan.said()).isEqualTo("O11");
  }

  @Test
  void shouldWithholdUpdatesOfAnAcknowledgedAnomalyAndTellItsEnd() {
    fan.hear("mic", 0, "oooo");
    acknowledge(fan.events.get(0).getAnomalyId());

    fan.hear("mic", 4, "oooooooooo..");

    assertThat(fan.said()).isEqualTo("O1 ACKNOWLEDGED:5 ACKNOWLEDGED:9 ACKNOWLEDGED:13 C15");
  }

  @Test
  void shouldUpdateAgainInTheSameRhythmWhenTheAcknowledgementIsTakenBack() {
    fan.hear("mic", 0, "oooo");
    acknowledge(fan.events.get(0).getAnomalyId());
    fan.hear("mic", 4, "oo");

    fan.rules = MachineRules.of(null);
    fan.hear("mic", 6, "oooo");

    assertThat(fan.said()).isEqualTo("O1 ACKNOWLEDGED:5 U9");
  }

  @Test
  void shouldNotTakeTheAcknowledgementOfOneAnomalyForThatOfTheNext() {
    fan.hear("mic", 0, "oo..");
    acknowledge(fan.events.get(0).getAnomalyId());

    fan.forgetting().hear("mic", 10, "oooooo");

    assertThat(fan.said()).isEqualTo("O11 U15");
  }

  @ParameterizedTest
  @CsvSource({
    // A sensor that replays old sound: quiet then, but not now.
    "0, 5",
    // And one that is only a little late.
    "97, 101",
  })
  void shouldNotCloseForAQuietTimeBeforeTheAnomaly(int from, int until) {
    fan.rules = MachineRules.of(settings().setMutedFrom(at(from)).setMutedUntil(at(until)).build());
    fan.hear("live", 101, "ooo");

    fan.hear("late", from, "o");
    fan.hear("live", 104, "o");

    assertThat(fan.said()).isEqualTo("O102");
    assertThat(fan.open).isNotNull();
  }

  @Test
  void shouldCountLiveVotesWhileAnotherSensorReplaysAMutedTime() {
    fan.rules = MachineRules.of(settings().setMutedFrom(at(0)).setMutedUntil(at(50)).build());

    fan.hear("live", 100, "o");
    fan.hear("late", 10, "o");
    fan.hear("live", 101, "o");
    fan.hear("late", 11, ".");

    assertThat(fan.said()).isEqualTo("O101");
  }

  private void acknowledge(@Nullable String anomalyId) {
    fan.rules = MachineRules.of(settings().setAcknowledgedAnomaly(anomalyId).build());
  }

  private static MachineSettings.Builder settings() {
    return MachineSettings.newBuilder().setMachineId("fan");
  }
}
