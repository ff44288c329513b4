/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import io.auscult.contracts.MachineSettings;
import org.jspecify.annotations.Nullable;

/** Where a machine stands and what it is, as far as that is registered. */
public record Place(@Nullable String site, @Nullable String line, @Nullable String type) {

  /** Of a machine that is not registered. */
  public static final Place UNKNOWN = new Place(null, null, null);

  public static Place of(MachineSettings machine) {
    return new Place(machine.getSite(), machine.getLine(), machine.getType());
  }
}
