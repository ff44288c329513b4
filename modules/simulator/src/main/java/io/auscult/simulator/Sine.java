/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

/** The sine from a table: fast, and the same bits on every JVM. Accurate to 3e-7. */
final class Sine {
  private static final int SIZE = 4096;
  private static final double[] TABLE = new double[SIZE + 1];

  static {
    for (int i = 0; i <= SIZE; i++) {
      TABLE[i] = StrictMath.sin(2 * StrictMath.PI * i / SIZE);
    }
  }

  private Sine() {}

  /**
   * @param turns the angle in turns, not negative
   */
  static double of(double turns) {
    double at = (turns - (long) turns) * SIZE;
    int index = (int) at;
    double below = TABLE[index];
    return below + (TABLE[index + 1] - below) * (at - index);
  }
}
