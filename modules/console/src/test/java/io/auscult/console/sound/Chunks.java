/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Sound in chunks of a second, as a gateway cuts it. */
public final class Chunks {

  public static final int RATE = 16_000;

  private Chunks() {}

  /** Noise on the grid of 16 bits. */
  public static float[] noise(int seconds, long seed) {
    Random random = new Random(seed);
    float[] samples = new float[seconds * RATE];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (random.nextInt(20_000) - 10_000) / 32_768f;
    }
    return samples;
  }

  /** The chunks of a machine with one microphone. */
  public static List<AudioChunk> of(String machine, String stream, Instant start, float[] samples) {
    List<AudioChunk> chunks = new ArrayList<>();
    for (int first = 0; first < samples.length; first += RATE) {
      int count = Math.min(RATE, samples.length - first);
      chunks.add(
          AudioChunk.newBuilder()
              .setMachineId(machine)
              .setSensorId(machine)
              .setStreamId(stream)
              .setSequence(chunks.size())
              .setFirstSample(first)
              .setCapturedAt(start.plusSeconds(first / RATE))
              .setSampleRate(RATE)
              .setChannels(1)
              .setEncoding(AudioEncoding.PCM_S16LE)
              .setSampleCount(count)
              .setSamples(Pcm16.encode(samples, first, count))
              .build());
    }
    return chunks;
  }

  /** The samples of a WAV file of 16 bits and one channel. */
  public static float[] samplesOf(byte[] wav) {
    return Pcm16.decode(ByteBuffer.wrap(Arrays.copyOfRange(wav, 44, wav.length)));
  }
}
