/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.Arrays;

/**
 * An array of floats with a shape, row-major. Not copied in or out: whoever hands one over leaves
 * its values alone.
 */
final class Tensor {

  private final long[] shape;
  private final float[] values;

  Tensor(long[] shape, float[] values) {
    long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (size != values.length) {
      throw new IllegalArgumentException(
          "shape " + Arrays.toString(shape) + " does not hold " + values.length + " values");
    }
    this.shape = shape;
    this.values = values;
  }

  static Tensor of(float[] values) {
    return new Tensor(new long[] {values.length}, values);
  }

  static Tensor of(float[][] rows) {
    int width = rows[0].length;
    float[] values = new float[rows.length * width];
    for (int row = 0; row < rows.length; row++) {
      System.arraycopy(rows[row], 0, values, row * width, width);
    }
    return new Tensor(new long[] {rows.length, width}, values);
  }

  /** [window][frame][mel band] as networks want it: [window, mel band, frame]. */
  static Tensor of(float[][][] windows) {
    int frames = windows[0].length;
    int bands = windows[0][0].length;
    float[] values = new float[windows.length * bands * frames];
    for (int w = 0; w < windows.length; w++) {
      int start = w * bands * frames;
      for (int frame = 0; frame < frames; frame++) {
        for (int band = 0; band < bands; band++) {
          values[start + band * frames + frame] = windows[w][frame][band];
        }
      }
    }
    return new Tensor(new long[] {windows.length, bands, frames}, values);
  }

  long[] shape() {
    return shape;
  }

  float[] values() {
    return values;
  }

  /** The rows of a matrix. */
  float[][] rows() {
    int width = Math.toIntExact(shape[1]);
    float[][] rows = new float[Math.toIntExact(shape[0])][];
    for (int row = 0; row < rows.length; row++) {
      rows[row] = Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }
    return rows;
  }

  boolean hasShape(long... expected) {
    return Arrays.equals(shape, expected);
  }
}
