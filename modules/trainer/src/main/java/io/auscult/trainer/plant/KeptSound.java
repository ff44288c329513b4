/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import io.auscult.contracts.Clip;
import io.auscult.contracts.KeptClips;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a kept clip before its sound is fetched: there may be hundreds of thousands.
 *
 * @param anomalyId the anomaly that it is of; null for normal sound
 * @param capturedAt of the first sample
 * @param sampleRate as the record says
 * @param sampleCount as the record says
 * @param place on {@code auscult.clips} if there is an anomaly, else on {@code auscult.normals}
 */
record KeptSound(
    String machineId,
    String sensorId,
    @Nullable String anomalyId,
    Instant capturedAt,
    int sampleRate,
    int sampleCount,
    KeptClips.Place place) {

  /** Nothing that is kept lasts nearly as long; a length decides how much memory is taken. */
  private static final int MOST_SECONDS = 600;

  /** Of {@code auscult.normals}. */
  static KeptSound normal(Clip clip, KeptClips.Place place) {
    return of(clip, null, place);
  }

  /** Of {@code auscult.clips}. */
  static KeptSound ofAnomaly(Clip clip, KeptClips.Place place) {
    String anomalyId = clip.getAnomalyId();
    return of(clip, anomalyId == null ? "?" : anomalyId, place);
  }

  private static KeptSound of(Clip clip, @Nullable String anomalyId, KeptClips.Place place) {
    return new KeptSound(
        // Of hundreds of thousands of clips, but few machines and sensors.
        clip.getMachineId().intern(),
        clip.getSensorId().intern(),
        anomalyId,
        clip.getCapturedAt(),
        clip.getSampleRate(),
        clip.getSampleCount(),
        place);
  }

  /** Whether the record can be true. */
  boolean isPlausible() {
    return sampleRate > 0 && sampleCount > 0 && seconds() <= MOST_SECONDS;
  }

  double seconds() {
    return (double) sampleCount / sampleRate;
  }

  Instant end() {
    return capturedAt.plus(Duration.ofNanos(Math.round(1e9 * seconds())));
  }

  /** Tells it from the machine's other clips. */
  String name() {
    return anomalyId == null
        ? sensorId + " " + capturedAt
        : "anomaly %s %s %s".formatted(anomalyId, sensorId, capturedAt);
  }
}
