/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.WindowSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts spectrograms into windows as the pipeline does. */
final class Windows {

  private Windows() {}

  /** The windows of [frame][mel band]; they share its frames. */
  static List<float[][]> of(float[][] logMel, WindowSpec spec) {
    List<float[][]> windows = new ArrayList<>();
    for (int i = 0; i < spec.windowsIn(logMel.length); i++) {
      windows.add(Arrays.copyOfRange(logMel, i * spec.hop(), i * spec.hop() + spec.frames()));
    }
    return windows;
  }
}
