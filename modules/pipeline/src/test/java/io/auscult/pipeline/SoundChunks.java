/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Cuts sound into chunks, as a gateway does. */
public record SoundChunks(String machineId, String sensorId, String streamId, Instant start) {

  public static final int RATE = 16_000;

  /** Chunks of one second; the last may be shorter. */
  public List<AudioChunk> ofSeconds(float[] samples) {
    return of(samples, RATE);
  }

  /** Chunks of so many samples; the last may be shorter. */
  public List<AudioChunk> of(float[] samples, int chunkSamples) {
    List<AudioChunk> chunks = new ArrayList<>();
    for (int first = 0; first < samples.length; first += chunkSamples) {
      int count = Math.min(chunkSamples, samples.length - first);
      chunks.add(
          AudioChunk.newBuilder()
              .setMachineId(machineId)
              .setSensorId(sensorId)
              .setStreamId(streamId)
              .setSequence(chunks.size())
              .setFirstSample(first)
              .setCapturedAt(start.plusNanos(first * 1_000_000_000L / RATE))
              .setSampleRate(RATE)
              .setChannels(1)
              .setEncoding(AudioEncoding.PCM_S16LE)
              .setSampleCount(count)
              .setSamples(Pcm16.encode(samples, first, count))
              .build());
    }
    return chunks;
  }
}
