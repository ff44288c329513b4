/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/** One training step's windows and what they should be told apart as. */
final class Batch {

  final int size;
  final int classes;
  final float[] windows; // [window][mel band][frame]
  final float[] targets; // [window][class], each row sums to 1
  final float[] margins; // [window][class], 1 where the margin applies

  Batch(int size, int melBands, int frames, int classes) {
    this.size = size;
    this.classes = classes;
    this.windows = new float[size * melBands * frames];
    this.targets = new float[size * classes];
    this.margins = new float[size * classes];
  }
}
