/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/** What networks are to run on. */
public enum DeviceChoice {
  /** The first GPU that libtorch can use, the CPU where there is none. */
  AUTO,
  CPU,
  /** The first GPU; refused where there is none. */
  GPU;

  /**
   * Decides.
   *
   * @param gpus how many libtorch can use
   * @throws IllegalStateException if a GPU is asked for and there is none; one line that says what
   *     to do
   */
  boolean wantsGpu(int gpus) {
    if (this == GPU && gpus == 0) {
      throw new IllegalStateException(
          "device gpu: libtorch finds none. It takes an NVIDIA GPU and a libtorch that is built for"
              + " CUDA, named by PYTORCH_LIBRARY_PATH and PYTORCH_FLAVOR: see docs/gpu.md, or choose"
              + " the device cpu");
    }
    return this != CPU && gpus > 0;
  }
}
