/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import java.util.Arrays;

/** How often something can be done in a second: the median of five measurements. */
final class Rate {

  private static final int ROUNDS = 5;
  private static final long WARM_UP_NANOS = 2_000_000_000L;

  /** What is measured. */
  interface Work {
    /** So many of what is counted were done. */
    int run();
  }

  private final double seconds;

  /**
   * @param seconds that a measurement lasts, more than 0
   */
  Rate(double seconds) {
    if (!(seconds > 0)) {
      throw new IllegalArgumentException("seconds must be positive, is " + seconds);
    }
    this.seconds = seconds;
  }

  /** Measures, after a warm-up; so many a second. */
  double median(Work work) {
    for (long end = System.nanoTime() + WARM_UP_NANOS; System.nanoTime() < end; ) {
      work.run();
    }
    double[] rates = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long began = System.nanoTime();
      long done = 0;
      while (System.nanoTime() - began < seconds * 1e9) {
        done += work.run();
      }
      rates[round] = done * 1e9 / (System.nanoTime() - began);
    }
    Arrays.sort(rates);
    return rates[ROUNDS / 2];
  }
}
