/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import java.time.Duration;

/**
 * How much sound the curator keeps.
 *
 * @param clipLength of a sample of normal sound
 * @param perPeriod so many samples of a machine
 * @param period in so much time
 * @param quietAfter so much good sound must follow a sample: a fault is heard some time before it
 *     is over the threshold
 * @param clipAtMost length of the sound around the peak of an anomaly
 * @param clipBytes the most bytes of FLAC in a clip
 * @param giveUpAfter sound that Kafka has not given for so long is given up
 */
public record CurationRules(
    Duration clipLength,
    int perPeriod,
    Duration period,
    Duration quietAfter,
    Duration clipAtMost,
    int clipBytes,
    Duration giveUpAfter) {

  /**
   * @throws IllegalArgumentException if a sample does not fit into its share of the period
   */
  public CurationRules {
    if (perPeriod < 1
        || clipLength.plus(quietAfter).compareTo(period.dividedBy(Math.max(1, perPeriod))) > 0) {
      throw new IllegalArgumentException(
          "%d clips of %s, each with %s after it, do not fit into %s"
              .formatted(perPeriod, clipLength, quietAfter, period));
    }
  }

  /** 20 s three times an hour; 30 s and 900 kB of an anomaly. */
  public static CurationRules standard() {
    return new CurationRules(
        Duration.ofSeconds(20),
        3,
        Duration.ofHours(1),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        900_000,
        Duration.ofMinutes(10));
  }

  /** The slots into which a machine's time is cut. */
  Slots slots() {
    return new Slots(period.dividedBy(perPeriod), clipLength.plus(quietAfter));
  }
}
