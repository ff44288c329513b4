/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

/**
 * Derives the seeds of a run from one base seed, so that training, calibration and the demo cannot
 * hear the same sound by accident: the purpose is in the two highest bits of every seed, which
 * makes the purposes disjoint for certain, across base seeds too.
 *
 * @param base the run's seed, any number
 */
public record SeedSpace(long base) {
  /** What sound is rendered for. */
  public enum Purpose {
    /** Normal sound that a model learns from. */
    TRAINING(0),
    /** Normal sound that thresholds are set on. */
    CALIBRATION(1),
    /** Sound that a finished model is judged by. */
    EVALUATION(2),
    /** Sound that is streamed. */
    DEMO(3);

    private final long code;

    Purpose(long code) {
      this.code = code;
    }
  }

  private static final int PURPOSE_BITS = 2;

  /**
   * The seed of one recording of a machine. Seeds of different machines and recordings are
   * different but for the chance of two of 2^62 hash values to meet.
   *
   * @param recording which one, from 0
   * @throws IllegalArgumentException if the recording is negative
   */
  public long seed(Purpose purpose, SimulatedMachine machine, int recording) {
    if (recording < 0) {
      throw new IllegalArgumentException("recording must not be negative, but is " + recording);
    }
    long who = machine.id().hashCode();
    long hash = RandomStream.mix(RandomStream.mix(base) ^ (who << 32 | recording));
    return purpose.code << (Long.SIZE - PURPOSE_BITS) | hash >>> PURPOSE_BITS;
  }
}
