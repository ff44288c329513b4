/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the schema of {@link MachineSettings} cannot say. */
public final class MachineSettingsRules {

  private MachineSettingsRules() {}

  /**
   * Refuses settings that contradict themselves.
   *
   * @throws IllegalArgumentException in one line, naming the machine and the field
   */
  public static void check(MachineSettings settings) {
    String machine = settings.getMachineId();
    requireName("machine", "id", machine);
    requireName(machine, "modelClass", settings.getModelClass());
    requireName(machine, "type", settings.getType());
    requireName(machine, "site", settings.getSite());
    requireName(machine, "line", settings.getLine());
    requireName(machine, "acknowledgedAnomaly", settings.getAcknowledgedAnomaly());
    checkThresholds(machine, settings.getOpenThreshold(), settings.getCloseThreshold());
    checkMute(machine, settings.getMutedFrom(), settings.getMutedUntil());
  }

  private static void requireName(String machine, String field, @Nullable String value) {
    if (value != null) {
      require(!value.isBlank(), machine, field, "is empty");
      require(value.indexOf('\0') < 0, machine, field, "holds a zero character");
    }
  }

  private static void checkThresholds(
      String machine, @Nullable Double open, @Nullable Double close) {
    requireFinite(machine, "openThreshold", open);
    requireFinite(machine, "closeThreshold", close);
    if (open != null && close != null) {
      require(
          close <= open,
          machine,
          "closeThreshold",
          "%s is above openThreshold %s: the anomaly would close while it opens"
              .formatted(close, open));
    }
  }

  private static void requireFinite(String machine, String field, @Nullable Double value) {
    require(value == null || Double.isFinite(value), machine, field, "is " + value);
  }

  private static void checkMute(String machine, @Nullable Instant from, @Nullable Instant until) {
    if (until != null) {
      require(from != null, machine, "mutedUntil", "is set without mutedFrom");
      require(
          from != null && until.isAfter(from),
          machine,
          "mutedUntil",
          "%s is not after mutedFrom %s".formatted(until, from));
    }
  }

  private static void require(boolean condition, String machine, String field, String fault) {
    if (!condition) {
      throw new IllegalArgumentException("%s: %s %s".formatted(machine, field, fault));
    }
  }
}
