/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import org.jspecify.annotations.Nullable;

/**
 * One class that a network tells apart, by default one machine.
 *
 * @param name the class's name, unique in the manifest
 * @param calibration what its normal scores look like; null if no sound was held out for it
 */
public record ClassSpec(String name, @Nullable CalibrationSpec calibration) {

  /**
   * @throws IllegalArgumentException if the name is blank
   */
  public ClassSpec {
    Require.text(name, "network.classes.name");
  }
}
