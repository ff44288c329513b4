/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

/**
 * A stream of random numbers that yields the same bits on every JVM.
 *
 * <p>The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014). Every part of a machine forks a stream of its own, so that a fault,
 * which wakes parts that slept, cannot shift the randomness of the others.
 */
final class RandomStream {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final double UNIT_53 = 0x1.0p-53;

  /** Four uniform 16-bit numbers have mean 2 * 65535 and variance 4 * (2^32 - 1) / 12. */
  private static final double FOUR_MEAN = 2 * 65535.0;

  private static final double FOUR_SCALE = 1 / StrictMath.sqrt((0x1.0p32 - 1) / 3);

  private long state;

  RandomStream(long seed) {
    state = mix(seed);
  }

  /** A bijective mixing of 64 bits: two different seeds never become one. */
  static long mix(long bits) {
    long z = bits + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  RandomStream fork() {
    return new RandomStream(nextLong());
  }

  private long nextLong() {
    long bits = mix(state);
    state += GOLDEN_GAMMA;
    return bits;
  }

  /** In [0, 1). */
  double uniform() {
    return (nextLong() >>> 11) * UNIT_53;
  }

  double uniform(double from, double to) {
    return from + (to - from) * uniform();
  }

  /**
   * Mean 0, variance 1, and never beyond 3.5: the sum of four uniform numbers (Irwin-Hall). White
   * noise needs only the variance; every filter behind it brings the distribution closer to the
   * normal one.
   */
  double gaussian() {
    long bits = nextLong();
    long sum =
        (bits & 0xFFFF) + ((bits >>> 16) & 0xFFFF) + ((bits >>> 32) & 0xFFFF) + (bits >>> 48);
    return (sum - FOUR_MEAN) * FOUR_SCALE;
  }

  /** Mean 1, mean square 2; cut off at 8. */
  double exponential() {
    return Math.min(8, -StrictMath.log(1 - uniform()));
  }

  /** -1 or 1. */
  int sign() {
    return nextLong() < 0 ? -1 : 1;
  }
}
