/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.contracts.MachineSettings;
import java.time.Instant;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What the operators' settings of a machine mean for a window, judged by the window's time.
 *
 * <p>Settings that contradict themselves are read so that an alarm rather comes than is lost: a
 * threshold that is no finite number is not set, a mute that ends before it begins mutes nothing,
 * and a close threshold above the open one counts as the open one.
 *
 * @param mutedFrom muted from then on (inclusive); null with {@code mutedUntil} set: from ever
 * @param mutedUntil muted until then (exclusive); null with {@code mutedFrom} set: until further
 *     notice; both null: not muted
 * @param maintenance whether somebody works on the machine
 * @param retired whether the machine is no longer there
 * @param acknowledged id of the anomaly that somebody takes care of; null if none
 * @param openThreshold instead of the calibrated one; null: the calibrated one
 * @param closeThreshold a smoothed score below it is calm; null: see {@link #calmBelow}
 */
public record MachineRules(
    @Nullable Instant mutedFrom,
    @Nullable Instant mutedUntil,
    boolean maintenance,
    boolean retired,
    @Nullable String acknowledged,
    @Nullable Double openThreshold,
    @Nullable Double closeThreshold) {

  private static final MachineRules STANDARD =
      new MachineRules(null, null, false, false, null, null, null);

  public MachineRules {
    openThreshold = finite(openThreshold);
    closeThreshold = finite(closeThreshold);
  }

  /**
   * Reads a machine's settings.
   *
   * @param settings null if nobody has set anything: the model's thresholds, never quiet
   */
  public static MachineRules of(@Nullable MachineSettings settings) {
    return settings == null
        ? STANDARD
        : new MachineRules(
            settings.getMutedFrom(),
            settings.getMutedUntil(),
            settings.getMaintenance(),
            settings.getRetired(),
            settings.getAcknowledgedAnomaly(),
            settings.getOpenThreshold(),
            settings.getCloseThreshold());
  }

  private static @Nullable Double finite(@Nullable Double threshold) {
    return threshold != null && Double.isFinite(threshold) ? threshold : null;
  }

  /**
   * Whether no anomaly may be open at a time.
   *
   * @param windowEnd end of the window that is judged
   * @return RETIRED, MAINTENANCE or MUTED, the first that holds; null if none does
   */
  public @Nullable Suppression quietAt(Instant windowEnd) {
    if (retired) {
      return Suppression.RETIRED;
    }
    if (maintenance) {
      return Suppression.MAINTENANCE;
    }
    return isMutedAt(windowEnd) ? Suppression.MUTED : null;
  }

  private boolean isMutedAt(Instant time) {
    if (mutedFrom == null && mutedUntil == null) {
      return false;
    }
    return (mutedFrom == null || !time.isBefore(mutedFrom))
        && (mutedUntil == null || time.isBefore(mutedUntil));
  }

  /** Whether somebody has acknowledged the anomaly. */
  public boolean acknowledges(String anomalyId) {
    return anomalyId.equals(acknowledged);
  }

  /** The threshold that opens an anomaly, given the model's. */
  public double openThreshold(double calibrated) {
    return openThreshold == null ? calibrated : openThreshold;
  }

  /**
   * The smoothed score below which a window is calm; empty if neither threshold is overridden and
   * the model's own rule counts.
   *
   * @param open the threshold that opens an anomaly, see {@link #openThreshold(double)}
   */
  public OptionalDouble calmBelow(double open) {
    if (closeThreshold != null) {
      return OptionalDouble.of(Math.min(closeThreshold, open));
    }
    return openThreshold == null ? OptionalDouble.empty() : OptionalDouble.of(open);
  }
}
