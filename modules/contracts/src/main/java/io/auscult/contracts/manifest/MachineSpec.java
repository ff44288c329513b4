/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import java.util.List;

/**
 * A machine the model was trained on.
 *
 * @param id the machine's id
 * @param type what kind of machine it is, such as {@code fan}
 * @param modelClass the class whose normal sound it is held against
 * @param sensors whose normal sound the bundle holds: every microphone hears a machine in its own
 *     way, and is held against what it heard itself; none if the model needs no normal sound
 */
public record MachineSpec(String id, String type, String modelClass, List<String> sensors) {

  /**
   * @throws IllegalArgumentException if a value is blank
   */
  public MachineSpec {
    Require.text(id, "machines.id");
    Require.text(type, "machines.type");
    Require.text(modelClass, "machines.modelClass");
    sensors = List.copyOf(sensors);
    sensors.forEach(sensor -> Require.text(sensor, "machines.sensors"));
  }
}
