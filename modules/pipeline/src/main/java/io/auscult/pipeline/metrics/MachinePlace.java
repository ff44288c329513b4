/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import io.auscult.contracts.MachineSettings;
import org.jspecify.annotations.Nullable;

/**
 * Where a machine stands.
 *
 * @param site empty if nobody said
 * @param line empty if nobody said
 */
public record MachinePlace(String site, String line, String machineId) {

  /**
   * As the operators say.
   *
   * @param settings null if nobody decided anything about the machine
   */
  public static MachinePlace of(String machineId, @Nullable MachineSettings settings) {
    return settings == null
        ? new MachinePlace("", "", machineId)
        : new MachinePlace(known(settings.getSite()), known(settings.getLine()), machineId);
  }

  private static String known(@Nullable String name) {
    return name == null ? "" : name;
  }
}
