/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import io.auscult.dsp.FrontEnd;
import io.auscult.dsp.LogMel;
import io.auscult.dsp.Resampler;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;

/**
 * Log-mel columns on an even grid of time, a byte a band, for a page to draw. Column i stands for
 * the time from {@code start + i * }{@value #COLUMN_MICROS} µs on. A value of 0 says that there was
 * no sound; v from 1 to 255 stands for {@link #MIN_DB} + (v - 1) * {@link #STEP_DB} dB.
 *
 * @param start time of the first column
 * @param columns one after the other, each {@value #BANDS} bands from low to high
 */
// Wraps the array it is given, and is compared by identity.
@SuppressWarnings("ArrayRecordComponent")
public record Spectrogram(Instant start, byte[] columns) {

  /** The standard front-end: what the models of Auscult hear. */
  public static final FrontEnd FRONT_END = FrontEnd.standard();

  public static final int BANDS = 128;

  /** 512 samples at 16 kHz. */
  public static final int COLUMN_MICROS = 32_000;

  public static final double MIN_DB = -90;
  public static final double STEP_DB = 0.5;

  /** Draws the sound of a time; what lies outside is left out. */
  public static Spectrogram of(Sound sound, Instant start, Duration length) {
    int count = (int) (length.toNanos() / 1_000 / COLUMN_MICROS);
    Spectrogram spectrogram = new Spectrogram(start, new byte[count * BANDS]);
    for (Stretch stretch : sound.stretches()) {
      float[][] frames = frames(stretch);
      long first = ChronoUnit.MICROS.between(start, stretch.start());
      for (int frame = 0; frame < frames.length; frame++) {
        spectrogram.put(first + (long) frame * COLUMN_MICROS, frames[frame]);
      }
    }
    return spectrogram;
  }

  /** The log-mel frames of a stretch, 32 ms apart. */
  static float[][] frames(Stretch stretch) {
    float[] samples =
        stretch.sampleRate() == FRONT_END.sampleRate()
            ? stretch.samples()
            : Resampler.resample(stretch.samples(), stretch.sampleRate(), FRONT_END.sampleRate());
    return LogMel.streaming(FRONT_END, samples);
  }

  private void put(long micros, float[] frame) {
    int column = (int) Math.floorDiv(micros, (long) COLUMN_MICROS);
    if (micros >= 0 && column < columns.length / BANDS) {
      quantise(frame, columns, column * BANDS);
    }
  }

  static void quantise(float[] frame, byte[] to, int offset) {
    for (int band = 0; band < BANDS; band++) {
      long step = 1 + Math.round((frame[band] - MIN_DB) / STEP_DB);
      to[offset + band] = (byte) Math.max(1, Math.min(255, step));
    }
  }

  /** Whether there is nothing in it. */
  public boolean isEmpty() {
    for (byte value : columns) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /** The centre of each band in Hz. */
  public static double[] bandCentresHz() {
    double[] edges = FRONT_END.bandEdgesHz();
    return Arrays.copyOfRange(edges, 1, edges.length - 1);
  }
}
