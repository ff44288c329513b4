/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static io.auscult.pipeline.decision.HeardMachine.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.CloseReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** An anomaly that ends for another reason than what its sensors say. */
class ClosedFromOutsideTest {

  private final HeardMachine fan = new HeardMachine();

  @Test
  void shouldEndWithReasonAndTimeAndKeepThePeak() {
    fan.hear("mic", 0, "ooo");

    Decision decision = fan.close(CloseReason.OFFLINE, at(300));

    AnomalyEvent closed = decision.event();
    assertThat(closed).isNotNull();
    assertThat(closed.getState()).isEqualTo(AnomalyState.CLOSED);
    assertThat(closed.getCloseReason()).isEqualTo(CloseReason.OFFLINE);
    assertThat(closed.getLastAt()).isEqualTo(at(2));
    assertThat(closed.getClosedAt()).isEqualTo(at(300));
    assertThat(closed.getPeakScore()).isEqualTo(3);
    assertThat(decision.open()).isNull();
    assertThat(decision.suppressed()).isNull();
  }

  @Test
  void shouldNeverEndBeforeItsLastWindow() {
    fan.hear("mic", 100, "ooo");

    Decision decision = fan.close(CloseReason.RETIRED, at(50));

    assertThat(decision.event()).isNotNull();
    assertThat(decision.event().getClosedAt()).isEqualTo(at(102));
  }

  @ParameterizedTest
  @EnumSource(names = {"OFFLINE", "NO_MODEL", "MUTED", "RETIRED"})
  void shouldOpenAgainAtOnceWhenTheMachineReturnsWrong(CloseReason reason) {
    fan.hear("mic", 0, "ooo");
    fan.close(reason, at(300));

    // It had only gone quiet for 300 s by our clock; the sound of that time comes after all.
    fan.forgetting().hear("mic", 3, "oo");

    assertThat(fan.said()).isEqualTo("O4");
    assertThat(fan.events.get(0).getAnomalyId()).isNotEqualTo(fan.events.get(2).getAnomalyId());
  }

  @ParameterizedTest
  @CsvSource({
    // Its own time is told already.
    "OFFLINE,   0, oooooo,     COOLDOWN:1 COOLDOWN:2 O3",
    "RECOVERED, 3, oooooooo,   COOLDOWN:4 COOLDOWN:5 COOLDOWN:6 O7",
  })
  void shouldTellNoTimeTwice(CloseReason reason, int second, String windows, String expected) {
    fan.hear("left", 0, "ooo");
    fan.close(reason, at(2));

    fan.forgetting().hear("right", second, windows);

    assertThat(fan.said()).isEqualTo(expected);
  }
}
