/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.MachineSettings;
import io.auscult.pipeline.assembly.SpectrogramWindow;
import io.auscult.pipeline.decision.MachineRules;
import io.auscult.pipeline.state.SensorKey;
import org.jspecify.annotations.Nullable;

/**
 * A window of a batch, and what operators decided about its machine.
 *
 * @param sensor that heard it
 * @param window the sound
 * @param rules what the operators' settings mean for it
 * @param chosenClass that the machine is to be held against; null: as each model says
 */
record HeardWindow(
    SensorKey sensor, SpectrogramWindow window, MachineRules rules, @Nullable String chosenClass) {

  static HeardWindow of(
      SensorKey sensor, SpectrogramWindow window, @Nullable MachineSettings settings) {
    return new HeardWindow(
        sensor,
        window,
        MachineRules.of(settings),
        settings == null ? null : settings.getModelClass());
  }
}
