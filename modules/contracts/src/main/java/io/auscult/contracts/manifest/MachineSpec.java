/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

/**
 * A machine the model was trained on.
 *
 * @param id the machine's id
 * @param type what kind of machine it is, such as {@code fan}
 * @param modelClass the class whose normal sound it is held against
 */
public record MachineSpec(String id, String type, String modelClass) {

  /**
   * @throws IllegalArgumentException if a value is blank
   */
  public MachineSpec {
    Require.text(id, "machines.id");
    Require.text(type, "machines.type");
    Require.text(modelClass, "machines.modelClass");
  }
}
