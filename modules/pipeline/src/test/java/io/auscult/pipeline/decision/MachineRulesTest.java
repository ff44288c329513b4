/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static io.auscult.pipeline.decision.HeardMachine.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.MachineSettings;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineRulesTest {

  @Test
  void shouldLeaveAMachineWithoutSettingsToTheModel() {
    MachineRules rules = MachineRules.of(null);

    assertThat(rules.quietAt(at(0))).isNull();
    assertThat(rules.acknowledges("a1")).isFalse();
    assertThat(rules.openThreshold(2)).isEqualTo(2);
    assertThat(rules.calmBelow(2)).isEmpty();
    assertThat(MachineRules.of(settings().build())).isEqualTo(rules);
  }

  @ParameterizedTest
  @CsvSource({
    // from, until, time, muted
    "10, 20, 9.999, false",
    "10, 20, 10,    true",
    "10, 20, 19.999, true",
    "10, 20, 20,    false",
    "10,   , 9.999, false",
    "10,   , 1e9,   true",
    "  , 20, -1e9,  true",
    "  , 20, 19.999, true",
    "  , 20, 20,    false",
    "  ,   , 10,    false",
    // It ends before it begins.
    "20, 10, 15,    false",
    "20, 10, 25,    false",
    "20, 10, 5,     false",
    "10, 10, 10,    false",
  })
  void shouldBeMutedFromInclusiveUntilExclusive(
      @Nullable Double from, @Nullable Double until, double time, boolean muted) {
    MachineRules rules =
        MachineRules.of(
            settings().setMutedFrom(instant(from)).setMutedUntil(instant(until)).build());

    assertThat(rules.quietAt(at(time))).isEqualTo(muted ? Suppression.MUTED : null);
  }

  @Test
  void shouldNameTheReasonThatLastsLongest() {
    MachineSettings.Builder all =
        settings().setMutedFrom(at(0)).setMaintenance(true).setRetired(true);

    assertThat(MachineRules.of(all.build()).quietAt(at(1))).isEqualTo(Suppression.RETIRED);
    assertThat(MachineRules.of(all.setRetired(false).build()).quietAt(at(1)))
        .isEqualTo(Suppression.MAINTENANCE);
    assertThat(MachineRules.of(all.setMaintenance(false).build()).quietAt(at(1)))
        .isEqualTo(Suppression.MUTED);
  }

  @Test
  void shouldAcknowledgeTheNamedAnomalyOnly() {
    MachineRules rules = MachineRules.of(settings().setAcknowledgedAnomaly("a1").build());

    assertThat(rules.acknowledges("a1")).isTrue();
    assertThat(rules.acknowledges("a2")).isFalse();
  }

  private static @Nullable Instant instant(@Nullable Double second) {
    return second == null ? null : at(second);
  }

  private static MachineSettings.Builder settings() {
    return MachineSettings.newBuilder().setMachineId("fan");
  }
}
