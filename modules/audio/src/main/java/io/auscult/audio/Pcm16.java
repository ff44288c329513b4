/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Samples as signed little-endian integers of 16 bits, the encoding {@code PCM_S16LE}. What is on
 * the grid of 16 bits comes back exactly.
 */
public final class Pcm16 {

  static final float FULL_SCALE = 32_768f;

  private Pcm16() {}

  /**
   * Encodes samples, rounding half to even. What is beyond [-1, 1) is clipped.
   *
   * @param samples holds the samples
   * @param offset index of the first
   * @param length how many, at least 0
   * @return two bytes a sample, from position 0 to the limit
   * @throws IllegalArgumentException when a sample is NaN or infinite, naming its index
   * @throws IndexOutOfBoundsException when the range lies outside of the array
   */
  public static ByteBuffer encode(float[] samples, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, samples.length);
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(length, Short.BYTES));
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    for (int i = offset; i < offset + length; i++) {
      if (!Float.isFinite(samples[i])) {
        throw new IllegalArgumentException(
            "sample " + i + " is " + samples[i] + ": samples must be finite");
      }
      double scaled = Math.rint(samples[i] * (double) FULL_SCALE);
      bytes.putShort((short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, scaled)));
    }
    return bytes.flip();
  }

  /**
   * Decodes samples.
   *
   * @param bytes two bytes a sample, from the buffer's position to its limit, which stay as they
   *     are, as does its order
   * @return samples in [-1, 1)
   * @throws IllegalArgumentException when the number of bytes is odd
   */
  public static float[] decode(ByteBuffer bytes) {
    if (bytes.remaining() % Short.BYTES != 0) {
      throw new IllegalArgumentException(
          "16 bit samples take an even number of bytes, but there are " + bytes.remaining());
    }
    ByteBuffer in = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] samples = new float[in.remaining() / Short.BYTES];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = in.getShort() / FULL_SCALE;
    }
    return samples;
  }

  /**
   * Decodes the samples of several channels.
   *
   * @param bytes two bytes a sample, channel by channel within a frame, from the buffer's position
   *     to its limit, which stay as they are, as does its order
   * @param channels number of channels, at least 1
   * @return {@code [channel][sample]} in [-1, 1)
   * @throws IllegalArgumentException when the bytes are not so many whole frames
   */
  public static float[][] decode(ByteBuffer bytes, int channels) {
    if (channels < 1 || bytes.remaining() % (channels * (long) Short.BYTES) != 0) {
      throw new IllegalArgumentException(
          "%d bytes are no whole number of 16 bit samples of %d channels"
              .formatted(bytes.remaining(), channels));
    }
    float[] interleaved = decode(bytes);
    float[][] apart = new float[channels][interleaved.length / channels];
    for (int i = 0; i < interleaved.length; i++) {
      apart[i % channels][i / channels] = interleaved[i];
    }
    return apart;
  }
}
