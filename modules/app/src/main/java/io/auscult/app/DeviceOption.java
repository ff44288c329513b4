/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.detector.DeviceChoice;
import io.auscult.detector.Torch;
import picocli.CommandLine.Option;

/** What networks run on. */
final class DeviceOption {

  @Option(
      names = "--device",
      defaultValue = "auto",
      description = "auto: a GPU where libtorch can use one; cpu; gpu (default: ${DEFAULT-VALUE}).")
  private DeviceChoice device = DeviceChoice.AUTO;

  /**
   * Puts networks there from now on, and says where.
   *
   * @throws IllegalStateException if there is no such device
   */
  void use() {
    System.err.println("networks run on " + Torch.useDevice(device));
  }
}
