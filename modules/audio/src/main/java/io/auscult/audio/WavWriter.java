/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes WAV files of 16 bits. */
public final class WavWriter {

  private static final int HEADER_BYTES = 44;
  private static final int BLOCK_FRAMES = 4_096;

  private WavWriter() {}

  /**
   * Writes a whole file, replacing one that is there. Samples are rounded and clipped as in {@link
   * Pcm16#encode}.
   *
   * @param file the file; its folder must exist
   * @param sampleRate samples per second and channel, at least 1
   * @param channels one array a channel, at least one, all of the same length
   * @throws IllegalArgumentException when the channels differ in length, a sample is NaN or
   *     infinite, or the file would not fit into a WAV's 4 GB
   * @throws IOException when the file cannot be written
   */
  public static void write(Path file, int sampleRate, float[]... channels) throws IOException {
    AudioClip clip = new AudioClip(sampleRate, channels);
    requireThatFits(clip);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      write(clip, out);
    }
  }

  /**
   * The bytes of such a file.
   *
   * @param sampleRate samples per second and channel, at least 1
   * @param channels one array a channel, at least one, all of the same length
   * @throws IllegalArgumentException as {@link #write}
   */
  public static byte[] bytes(int sampleRate, float[]... channels) {
    AudioClip clip = new AudioClip(sampleRate, channels);
    requireThatFits(clip);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(clip, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory takes all
    }
    return out.toByteArray();
  }

  private static void requireThatFits(AudioClip clip) {
    if (dataBytes(clip) > 0xFFFFFFFFL - HEADER_BYTES) {
      throw new IllegalArgumentException(
          dataBytes(clip) + " bytes of sound do not fit into a WAV file");
    }
  }

  private static long dataBytes(AudioClip clip) {
    return (long) clip.sampleCount() * clip.channels().length * Short.BYTES;
  }

  private static void write(AudioClip clip, OutputStream out) throws IOException {
    float[][] channels = clip.channels();
    float[] block = new float[BLOCK_FRAMES * channels.length];
    out.write(header(clip.sampleRate(), channels.length, dataBytes(clip)));
    for (int start = 0; start < clip.sampleCount(); start += BLOCK_FRAMES) {
      int frames = Math.min(BLOCK_FRAMES, clip.sampleCount() - start);
      for (int i = 0; i < frames * channels.length; i++) {
        block[i] = channels[i % channels.length][start + i / channels.length];
      }
      out.write(Pcm16.encode(block, 0, frames * channels.length).array());
    }
  }

  private static byte[] header(int sampleRate, int channels, long dataBytes) {
    int frameBytes = channels * Short.BYTES;
    return ByteBuffer.allocate(HEADER_BYTES)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.ISO_8859_1))
        .putInt((int) (HEADER_BYTES - 8 + dataBytes))
        .put("WAVEfmt ".getBytes(StandardCharsets.ISO_8859_1))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) channels)
        .putInt(sampleRate)
        .putInt(sampleRate * frameBytes)
        .putShort((short) frameBytes)
        .putShort((short) Short.SIZE)
        .put("data".getBytes(StandardCharsets.ISO_8859_1))
        .putInt((int) dataBytes)
        .array();
  }
}
