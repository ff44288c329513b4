/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MachineSettingsRulesTest {

  private static final Instant SIX = Instant.parse("2026-11-25T06:00:00Z");

  @Test
  void shouldTakeSettingsThatSayNothingAndSettingsThatSayAll() {
    assertThatCode(() -> check(settings -> {})).doesNotThrowAnyException();
    assertThatCode(
            () ->
                check(
                    settings ->
                        settings
                            .setModelClass("fan")
                            .setType("fan")
                            .setSite("north")
                            .setLine("paint")
                            .setOpenThreshold(4.5)
                            .setCloseThreshold(4.5)
                            .setMutedFrom(SIX)
                            .setMutedUntil(SIX.plusNanos(1000))
                            .setAcknowledgedAnomaly("a-1")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "fan\0"})
  void shouldRefuseAnIdThatNoMachineCanHave(String id) {
    assertRefused(settings -> settings.setMachineId(id), "id ");
  }

  @Test
  void shouldRefuseEmptyNames() {
    assertRefused(settings -> settings.setModelClass(" "), "fan-0: modelClass is empty");
    assertRefused(settings -> settings.setType(""), "fan-0: type is empty");
    assertRefused(settings -> settings.setSite("\0"), "fan-0: site holds a zero character");
    assertRefused(settings -> settings.setLine(""), "fan-0: line is empty");
    assertRefused(
        settings -> settings.setAcknowledgedAnomaly(""), "fan-0: acknowledgedAnomaly is empty");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void shouldRefuseAThresholdThatIsNoNumber(double threshold) {
    assertRefused(
        settings -> settings.setOpenThreshold(threshold), "fan-0: openThreshold is " + threshold);
    assertRefused(
        settings -> settings.setCloseThreshold(threshold), "fan-0: closeThreshold is " + threshold);
  }

  @Test
  void shouldRefuseToCloseAboveWhereItOpens() {
    assertRefused(
        settings -> settings.setOpenThreshold(2.0).setCloseThreshold(2.5),
        "fan-0: closeThreshold 2.5 is above openThreshold 2.0");
  }

  @Test
  void shouldRefuseAMuteThatEndsBeforeItBegins() {
    assertRefused(
        settings -> settings.setMutedFrom(SIX).setMutedUntil(SIX),
        "fan-0: mutedUntil 2026-11-25T06:00:00Z is not after mutedFrom 2026-11-25T06:00:00Z");
    assertRefused(
        settings -> settings.setMutedUntil(SIX), "fan-0: mutedUntil is set without mutedFrom");
  }

  private static void assertRefused(Consumer<MachineSettings.Builder> change, String message) {
    assertThatThrownBy(() -> check(change))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static void check(Consumer<MachineSettings.Builder> change) {
    MachineSettings.Builder settings = MachineSettings.newBuilder().setMachineId("fan-0");
    change.accept(settings);
    MachineSettingsRules.check(settings.build());
  }
}
