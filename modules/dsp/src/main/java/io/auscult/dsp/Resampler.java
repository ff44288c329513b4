/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import java.util.Arrays;

/**
 * Converts a stream of samples from one rate to another, with a windowed sinc in as many phases as
 * the ratio of the rates needs. Positions are counted in whole numbers, so the output is bit-equal
 * whatever the pieces and does not drift, however long the stream.
 *
 * <p>The pass band is flat within 0.01 dB up to 94 % of half the lower rate (7.5 kHz at 16 kHz);
 * what lies above half the lower rate is suppressed by 90 dB. Output sample n stands for the time
 * of input position {@code n * from / to}: there is no shift, but an output sample only appears
 * once 96 samples of the lower rate behind it are known.
 *
 * <p>Not TarsosDSP's resampler: from 44.1 to 16 kHz it loses 3 dB at 7 kHz and 17 dB at 7.6 kHz,
 * mirrors what lies above 8 kHz at -67 dB, and its output depends on the pieces.
 *
 * <p>Not thread-safe.
 */
public final class Resampler {

  private static final int ZERO_CROSSINGS = 96;
  private static final double STOP_BAND_DB = 94;
  private static final double KAISER_BETA = 0.1102 * (STOP_BAND_DB - 8.7);

  /** 64 MB: rates without a common divisor need a filter for every sample of a second. */
  private static final int MAX_COEFFICIENTS = 1 << 24;

  private final int fromHz;
  private final int toHz;
  private final int up;
  private final int down;

  /** Input samples on either side of an output sample. */
  private final int reach;

  /** {@code up} filters of {@code 2 * reach} coefficients. */
  private final float[] coefficients;

  /** The input from position {@code bufferStart} on, as far as it is still needed. */
  private float[] buffer;

  private int buffered;
  private long bufferStart;
  private long produced;

  /**
   * Creates a resampler that waits for sample 0.
   *
   * @param fromHz rate of the input in Hz, at least 1
   * @param toHz rate of the output in Hz, at least 1
   * @throws IllegalArgumentException when a rate is below 1, or the ratio is so odd that its
   *     filters would take more than 64 MB
   */
  public Resampler(int fromHz, int toHz) {
    if (fromHz < 1 || toHz < 1) {
      throw new IllegalArgumentException(
          "sample rates must be at least 1 Hz, but are " + fromHz + " and " + toHz);
    }
    this.fromHz = fromHz;
    this.toHz = toHz;
    int divisor = greatestCommonDivisor(fromHz, toHz);
    up = toHz / divisor;
    down = fromHz / divisor;
    double width = ZERO_CROSSINGS * Math.max(1.0, (double) fromHz / toHz);
    long size = 2 * (long) Math.ceil(width) * up;
    if (up != down && size > MAX_COEFFICIENTS) {
      throw new IllegalArgumentException(
          ("cannot resample from %d to %d Hz: the ratio %d/%d is too odd; use rates with a larger"
                  + " common divisor")
              .formatted(fromHz, toHz, up, down));
    }
    reach = up == down ? 0 : (int) Math.ceil(width);
    coefficients = up == down ? new float[0] : coefficients(width);
    buffer = new float[2 * reach];
    reset();
  }

  /**
   * Resamples a whole clip.
   *
   * @param samples the clip, normally in [-1, 1)
   * @param fromHz its rate in Hz
   * @param toHz the wanted rate in Hz
   * @return {@code ceil(samples * toHz / fromHz)} samples; near full scale they may overshoot [-1,
   *     1)
   * @throws IllegalArgumentException as the constructor and {@link #process}
   */
  public static float[] resample(float[] samples, int fromHz, int toHz) {
    Resampler resampler = new Resampler(fromHz, toHz);
    float[] body = resampler.process(samples, 0, samples.length);
    float[] tail = resampler.finish();
    float[] all = Arrays.copyOf(body, body.length + tail.length);
    System.arraycopy(tail, 0, all, body.length, tail.length);
    return all;
  }

  /**
   * Takes the next piece of the stream. An empty piece is fine.
   *
   * @param samples holds the piece, normally in [-1, 1)
   * @param offset index of the piece's first sample
   * @param length number of samples, any from 0
   * @return the output that became known with it, often a little less than the piece's share
   * @throws IllegalArgumentException when a sample is NaN, infinite or beyond 1e9, naming its
   *     index; nothing of the piece was taken then
   * @throws IndexOutOfBoundsException when the piece lies outside of the array; nothing was taken
   */
  public float[] process(float[] samples, int offset, int length) {
    Samples.check(samples, offset, length);
    if (up == down) {
      return Arrays.copyOfRange(samples, offset, offset + length);
    }
    append(samples, offset, length);
    long known = bufferStart + buffered;
    return produce(ceilDiv((known - reach) * up, down));
  }

  /**
   * Ends the stream: what follows is taken as zeros. Afterwards the resampler is as new.
   *
   * @return the rest of the output, so that in all there are {@code ceil(input * toHz / fromHz)}
   *     samples
   */
  public float[] finish() {
    if (up == down) {
      return new float[0];
    }
    long length = bufferStart + buffered;
    append(new float[reach], 0, reach);
    float[] rest = produce(ceilDiv(length * up, down));
    reset();
    return rest;
  }

  /** Forgets everything: the next sample is sample 0 of a new stream. */
  public void reset() {
    seek(0);
  }

  /**
   * The first input sample that an output sample depends on.
   *
   * @param outputSample index in the output stream, at least 0
   * @return its index in the input stream, at least 0
   * @throws IllegalArgumentException when the index is negative
   */
  public long firstInput(long outputSample) {
    return Math.max(0, reachesBackTo(outputSample));
  }

  /**
   * Forgets everything, to go on in the middle of a stream: the next input is its sample {@link
   * #firstInput firstInput(outputSample)}, the next output its sample {@code outputSample}, and
   * from there on it is bit-equal to that of a resampler that took the stream from its beginning.
   *
   * @param outputSample index in the output stream, at least 0
   * @throws IllegalArgumentException when the index is negative
   */
  public void seek(long outputSample) {
    bufferStart = reachesBackTo(outputSample);
    // What came before sample 0 is silence.
    buffered = (int) Math.max(0, -bufferStart);
    Arrays.fill(buffer, 0, buffered, 0);
    produced = outputSample;
  }

  /** Negative at the beginning of the stream. */
  private long reachesBackTo(long outputSample) {
    if (outputSample < 0) {
      throw new IllegalArgumentException(
          "an output sample must be at least 0, but is " + outputSample);
    }
    return up == down ? outputSample : outputSample * down / up - reach + 1;
  }

  @Override
  public String toString() {
    return "Resampler[" + fromHz + " Hz to " + toHz + " Hz]";
  }

  private void append(float[] samples, int offset, int length) {
    if (buffered + length > buffer.length) {
      buffer = Arrays.copyOf(buffer, buffered + length);
    }
    System.arraycopy(samples, offset, buffer, buffered, length);
    buffered += length;
  }

  private float[] produce(long end) {
    float[] out = new float[(int) Math.max(0, end - produced)];
    for (int i = 0; i < out.length; i++) {
      long position = (produced + i) * down;
      int first = (int) (reachesBackTo(produced + i) - bufferStart);
      out[i] = filter((int) (position % up) * 2 * reach, first);
    }
    produced += out.length;
    int obsolete = (int) (reachesBackTo(produced) - bufferStart);
    int drop = Math.max(0, Math.min(obsolete, buffered));
    System.arraycopy(buffer, drop, buffer, 0, buffered - drop);
    buffered -= drop;
    bufferStart += drop;
    return out;
  }

  private float filter(int coefficient, int sample) {
    // Four sums, because each addition would otherwise wait for the one before.
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int taps = 2 * reach;
    int i = 0;
    for (; i + 3 < taps; i += 4) {
      a += coefficients[coefficient + i] * buffer[sample + i];
      b += coefficients[coefficient + i + 1] * buffer[sample + i + 1];
      c += coefficients[coefficient + i + 2] * buffer[sample + i + 2];
      d += coefficients[coefficient + i + 3] * buffer[sample + i + 3];
    }
    for (; i < taps; i++) {
      a += coefficients[coefficient + i] * buffer[sample + i];
    }
    return a + b + (c + d);
  }

  private float[] coefficients(double width) {
    // Kaiser's formula for the width of the transition, which ends at half the lower rate.
    double transition = (STOP_BAND_DB - 7.95) / (2.285 * 2 * Math.PI * 2 * ZERO_CROSSINGS);
    double lowerRate = Math.min(1.0, (double) toHz / fromHz);
    double cutoff = lowerRate * (0.5 - transition / 2);
    float[] all = new float[2 * reach * up];
    double[] taps = new double[2 * reach];
    for (int phase = 0; phase < up; phase++) {
      double sum = 0;
      for (int i = 0; i < taps.length; i++) {
        double time = i - reach + 1 - (double) phase / up;
        taps[i] = sinc(2 * cutoff * time) * kaiser(time / width);
        sum += taps[i];
      }
      // Every phase passes a constant exactly; otherwise it would come out as a buzz.
      for (int i = 0; i < taps.length; i++) {
        all[phase * taps.length + i] = (float) (taps[i] / sum);
      }
    }
    return all;
  }

  private static double sinc(double x) {
    return x == 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
  }

  private static double kaiser(double x) {
    return Math.abs(x) > 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
  }

  /** The modified Bessel function of the first kind and order 0, by its power series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > sum * 1e-17; k++) {
      term *= x / (2 * k) * (x / (2 * k));
      sum += term;
    }
    return sum;
  }

  private static long ceilDiv(long dividend, long divisor) {
    return -Math.floorDiv(-dividend, divisor);
  }

  private static int greatestCommonDivisor(int a, int b) {
    return b == 0 ? a : greatestCommonDivisor(b, a % b);
  }
}
