/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/** Vectors of length 1, whose products are cosines. */
final class UnitVector {

  private UnitVector() {}

  /** The vector scaled to length 1; zeros stay zeros. */
  static float[] of(float[] v) {
    float length = (float) Math.sqrt(Math.max(dot(v, v), Float.MIN_NORMAL));
    float[] unit = new float[v.length];
    for (int i = 0; i < v.length; i++) {
      unit[i] = v[i] / length;
    }
    return unit;
  }

  static float[][] of(float[][] vectors) {
    float[][] units = new float[vectors.length][];
    for (int i = 0; i < units.length; i++) {
      units[i] = of(vectors[i]);
    }
    return units;
  }

  // Four sums at a time keep the adders busy; one would wait for itself.
  static float dot(float[] a, float[] b) {
    float s0 = 0;
    float s1 = 0;
    float s2 = 0;
    float s3 = 0;
    int whole = a.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      s0 += a[i] * b[i];
      s1 += a[i + 1] * b[i + 1];
      s2 += a[i + 2] * b[i + 2];
      s3 += a[i + 3] * b[i + 3];
    }
    for (int i = whole; i < a.length; i++) {
      s0 += a[i] * b[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
