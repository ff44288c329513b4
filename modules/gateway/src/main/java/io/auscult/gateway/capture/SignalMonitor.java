/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
import io.auscult.dsp.Level;
import io.auscult.gateway.settings.SignalSettings;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * Judges the sound of a sensor second by second, as it is published: whether it is silent, clips or
 * is but one value. A condition begins when that has lasted as long as the settings say, and ends
 * when it has not been so for two seconds; silence also has to be left by 3 dB.
 *
 * <p>Silence is judged without the direct current of a cheap input. So one and the same value, zero
 * too, is silent as well, but it is told as {@link HealthKind#CONSTANT} only, which hints at what
 * is broken: of these two, the one that began first is told until it ends.
 */
final class SignalMonitor {

  private static final Duration OVER_AFTER = Duration.ofSeconds(2);
  private static final double LEAVES_SILENCE_BY_DB = 3;
  private static final double FULL_SCALE = 32_768;

  private final SignalSettings rule;
  private final Conditions conditions;
  private final Lasting constant = new Lasting();
  private final Lasting silent = new Lasting();
  private final Lasting clipping = new Lasting();
  private float[] second = new float[0];

  /** For how long something has been so, or, once it is told, not so. */
  private static final class Lasting {
    private Duration time = Duration.ZERO;
  }

  /**
   * @param conditions the sensor's
   */
  SignalMonitor(SignalSettings rule, Conditions conditions) {
    this.rule = rule;
    this.conditions = conditions;
  }

  /**
   * Judges the next second, or what there is of it.
   *
   * @param chunk of {@code PCM_S16LE}, in its order
   * @return its level in dBFS
   */
  double hear(AudioChunk chunk) {
    ShortBuffer samples =
        chunk.getSamples().duplicate().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer();
    int count = samples.remaining();
    if (second.length < count) {
      second = new float[count];
    }
    short first = samples.get(0);
    boolean same = true;
    int atFullScale = 0;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      short sample = samples.get(i);
      same &= sample == first;
      if (sample == Short.MAX_VALUE || sample <= -Short.MAX_VALUE) {
        atFullScale++;
      }
      second[i] = (float) (sample / FULL_SCALE);
      sum += second[i];
      squares += second[i] * second[i];
    }
    Duration lasts = Duration.ofNanos(1_000_000_000L * count / chunk.getSampleRate());
    Instant end = chunk.getCapturedAt().plus(lasts);
    double mean = sum / count;
    double power = same ? 0 : squares / count - mean * mean;
    judge(same, power, (double) atFullScale / count, lasts, end);
    return Level.dbfs(second, 0, count);
  }

  private void judge(boolean same, double power, double fullShare, Duration lasts, Instant end) {
    if (follow(constant, HealthKind.CONSTANT, same, rule.constantAfter(), lasts, end)
        && !conditions.has(HealthKind.SILENT)) {
      conditions.begin(
          HealthKind.CONSTANT,
          end,
          "every sample has had the same value for %s: check the microphone and its cable"
              .formatted(Seconds.of(rule.constantAfter())));
    }
    double below = rule.silentBelowDbfs();
    double limit = conditions.has(HealthKind.SILENT) ? below + LEAVES_SILENCE_BY_DB : below;
    boolean isSilent = power < Math.pow(10, limit / 10);
    if (follow(silent, HealthKind.SILENT, isSilent, rule.silentAfter(), lasts, end)
        && !conditions.has(HealthKind.CONSTANT)) {
      conditions.begin(
          HealthKind.SILENT,
          end,
          "the sound has been below %s dBFS for %s: check the microphone, its gain and its cable"
              .formatted(below, Seconds.of(rule.silentAfter())));
    }
    boolean clips = fullShare >= rule.clippingShare();
    if (follow(clipping, HealthKind.CLIPPING, clips, rule.clippingAfter(), lasts, end)) {
      conditions.begin(
          HealthKind.CLIPPING,
          end,
          String.format(
              Locale.ROOT,
              "%.1f %% of the samples are at full scale, and have been for %s: lower the gain",
              100 * fullShare,
              Seconds.of(rule.clippingAfter())));
    }
  }

  /** Ends it when it is over. Returns whether it has lasted long enough to be told, and is not. */
  private boolean follow(
      Lasting lasting,
      HealthKind kind,
      boolean isSo,
      Duration toldAfter,
      Duration lasts,
      Instant end) {
    boolean told = conditions.has(kind);
    lasting.time = isSo == told ? Duration.ZERO : lasting.time.plus(lasts);
    if (told && lasting.time.compareTo(OVER_AFTER) >= 0) {
      lasting.time = Duration.ZERO;
      conditions.end(kind, end, "the sound is good again");
    }
    return !told && isSo && lasting.time.compareTo(toldAfter) >= 0;
  }

  /** The sensor is not heard any more. */
  void end(Instant at, String detail) {
    conditions.endAll(at, detail);
  }
}
