/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.contracts.HealthKind;
import io.auscult.dsp.Level;
import io.auscult.gateway.settings.SignalSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * Judges the sound of a sensor, second by second: whether it is what a working microphone gives. A
 * condition begins when it has lasted as long as the settings say, and ends with the first second
 * that is free of it. A signal that never changes is CONSTANT, and not SILENT as well. Not
 * thread-safe.
 */
final class SignalMonitor {

  /** The largest that 16 bits have, and what a source of more bits rounds to it. */
  private static final float FULL_SCALE = 32_766.5f / 32_768f;

  private final String sensorId;
  private final SignalSettings settings;
  private final Conditions conditions;
  private final CaptureListener listener;
  private final Map<HealthKind, Integer> seconds = new EnumMap<>(HealthKind.class);

  private int count;
  private double sum;
  private double squares;
  private int clipped;
  private boolean changes;
  private float last = Float.NaN;

  /**
   * @param conditions of the sensor
   */
  SignalMonitor(
      String sensorId, SignalSettings settings, Conditions conditions, CaptureListener listener) {
    this.sensorId = sensorId;
    this.settings = settings;
    this.conditions = conditions;
    this.listener = listener;
  }

  /**
   * Takes the next samples.
   *
   * @param sampleRate in Hz
   * @param now when they were heard
   */
  void accept(float[] samples, int length, int sampleRate, Instant now) {
    for (int i = 0; i < length; i++) {
      float sample = samples[i];
      sum += sample;
      squares += (double) sample * sample;
      if (Math.abs(sample) >= FULL_SCALE) {
        clipped++;
      }
      changes |= sample != last;
      last = sample;
      if (++count == sampleRate) {
        judge(now);
      }
    }
  }

  private void judge(Instant now) {
    double mean = sum / count;
    double power = squares / count;
    double alternating = Math.max(0, power - mean * mean);
    double share = (double) clipped / count;
    listener.level(sensorId, dbfs(power));
    judge(
        HealthKind.CONSTANT,
        !changes,
        settings.constantAfter(),
        now,
        "every sample is %.5f".formatted(last));
    judge(
        HealthKind.SILENT,
        changes && dbfs(alternating) < settings.silentBelowDbfs(),
        settings.silentAfter(),
        now,
        "%.1f dB of full scale".formatted(dbfs(alternating)));
    judge(
        HealthKind.CLIPPING,
        changes && share >= settings.clippingShare(),
        settings.clippingAfter(),
        now,
        "%.1f %% of the samples are at full scale".formatted(100 * share));
    count = 0;
    sum = 0;
    squares = 0;
    clipped = 0;
    changes = false;
  }

  private void judge(HealthKind kind, boolean is, Duration after, Instant now, String detail) {
    if (!is) {
      seconds.remove(kind);
      conditions.end(kind, now, detail);
    } else if (seconds.merge(kind, 1, Integer::sum) >= after.toMillis() / 1000.0) {
      conditions.begin(kind, now, detail);
    }
  }

  private static double dbfs(double power) {
    return power > 0 ? Math.max(Level.FLOOR_DBFS, 10 * Math.log10(power)) : Level.FLOOR_DBFS;
  }

  /** Nobody listens any more. */
  void close(Instant now) {
    conditions.endAll(now, "the gateway no longer listens to " + sensorId);
  }
}
