/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import io.auscult.audio.AudioClip;
import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.audio.UnreadableAudioException;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.SensorId;
import io.auscult.pipeline.state.SensorKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Checks what came from a gateway and takes its channels apart. */
public final class ChunkDecoder {

  private static final int MIN_RATE = 1_000;
  private static final int MAX_RATE = 384_000;
  private static final int MAX_CHANNELS = 64;
  private static final int MAX_SECONDS = 60;
  private static final int MAX_ID = 256;

  // Beyond these, a time in microseconds may overflow when samples are counted from it.
  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private final ChannelMode channels;

  /**
   * @param channels what becomes of several channels
   */
  public ChunkDecoder(ChannelMode channels) {
    this.channels = channels;
  }

  /**
   * Decodes a chunk.
   *
   * @param chunk as it came
   * @param offset where it lies in its partition
   * @return one chunk a sensor
   * @throws InvalidChunkException if the chunk contradicts itself, is beyond all bounds, damaged or
   *     of an encoding that is not understood
   */
  public List<SensorChunk> decode(AudioChunk chunk, long offset) {
    validate(chunk);
    int count = chunk.getChannels();
    require(
        count == 1 || channels != ChannelMode.REFUSE,
        chunk,
        "channels is %d, this pipeline takes one channel a sensor: see --channels"
            .formatted(count));
    List<ByteBuffer> sounds = sounds(chunk);
    List<SensorChunk> decoded = new ArrayList<>();
    for (int sensor = 0; sensor < sounds.size(); sensor++) {
      decoded.add(
          new SensorChunk(
              new SensorKey(
                  chunk.getMachineId(), SensorId.of(chunk.getSensorId(), sensor, sounds.size())),
              chunk.getStreamId(),
              chunk.getSequence(),
              chunk.getFirstSample(),
              chunk.getCapturedAt(),
              chunk.getSampleRate(),
              sounds.get(sensor),
              offset));
    }
    return decoded;
  }

  /** The sound of each sensor, S16LE. */
  private List<ByteBuffer> sounds(AudioChunk chunk) {
    if (chunk.getEncoding() == AudioEncoding.PCM_S16LE) {
      requireBytes(chunk);
      if (chunk.getChannels() == 1) {
        return List.of(chunk.getSamples());
      }
    }
    float[][] samples =
        chunk.getEncoding() == AudioEncoding.FLAC
            ? flac(chunk)
            : Pcm16.decode(chunk.getSamples(), chunk.getChannels());
    if (channels == ChannelMode.MIX) {
      return List.of(encoded(mean(samples)));
    }
    return Arrays.stream(samples).map(ChunkDecoder::encoded).toList();
  }

  private static ByteBuffer encoded(float[] samples) {
    return Pcm16.encode(samples, 0, samples.length);
  }

  private static float[] mean(float[][] channels) {
    float[] mean = new float[channels[0].length];
    for (float[] channel : channels) {
      for (int i = 0; i < mean.length; i++) {
        mean[i] += channel[i] / channels.length;
      }
    }
    return mean;
  }

  private static void requireBytes(AudioChunk chunk) {
    long expected = (long) chunk.getSampleCount() * chunk.getChannels() * Short.BYTES;
    require(
        chunk.getSamples().remaining() == expected,
        chunk,
        "sampleCount is %d and channels %d, but there are %d bytes of samples"
            .formatted(
                chunk.getSampleCount(), chunk.getChannels(), chunk.getSamples().remaining()));
  }

  private static float[][] flac(AudioChunk chunk) {
    AudioClip clip;
    try {
      clip = Flac.decode("its payload", chunk.getSamples(), chunk.getSampleCount());
    } catch (UnreadableAudioException e) {
      throw invalid(chunk, String.valueOf(e.getMessage()));
    }
    require(
        clip.sampleRate() == chunk.getSampleRate()
            && clip.channels().length == chunk.getChannels()
            && clip.channels()[0].length == chunk.getSampleCount(),
        chunk,
        "it says %d samples of %d channels at %d Hz, its FLAC payload holds %d of %d at %d Hz"
            .formatted(
                chunk.getSampleCount(),
                chunk.getChannels(),
                chunk.getSampleRate(),
                clip.channels()[0].length,
                clip.channels().length,
                clip.sampleRate()));
    return clip.channels();
  }

  private static void validate(AudioChunk chunk) {
    requireId(chunk, "machineId", chunk.getMachineId());
    requireId(chunk, "sensorId", chunk.getSensorId());
    requireId(chunk, "streamId", chunk.getStreamId());
    require(chunk.getSequence() >= 0, chunk, "sequence is " + chunk.getSequence());
    require(chunk.getFirstSample() >= 0, chunk, "firstSample is " + chunk.getFirstSample());
    require(
        chunk.getEncoding() == AudioEncoding.PCM_S16LE || chunk.getEncoding() == AudioEncoding.FLAC,
        chunk,
        "encoding is " + chunk.getEncoding() + ", understood are PCM_S16LE and FLAC");
    requireRange(chunk, "sampleRate", chunk.getSampleRate(), MIN_RATE, MAX_RATE);
    requireRange(chunk, "channels", chunk.getChannels(), 1, MAX_CHANNELS);
    requireRange(
        chunk, "sampleCount", chunk.getSampleCount(), 1, MAX_SECONDS * chunk.getSampleRate());
    require(
        chunk.getCapturedAt().isAfter(EARLIEST) && chunk.getCapturedAt().isBefore(LATEST),
        chunk,
        "capturedAt is " + chunk.getCapturedAt());
  }

  private static void requireId(AudioChunk chunk, String name, String id) {
    require(!id.isBlank(), chunk, name + " is empty");
    require(id.length() <= MAX_ID, chunk, name + " is longer than " + MAX_ID + " characters");
    require(id.indexOf('\0') < 0, chunk, name + " holds a zero character");
  }

  private static void requireRange(AudioChunk chunk, String name, int value, int min, int max) {
    require(
        value >= min && value <= max,
        chunk,
        "%s is %d, it must be %d to %d".formatted(name, value, min, max));
  }

  private static void require(boolean condition, AudioChunk chunk, String fault) {
    if (!condition) {
      throw invalid(chunk, fault);
    }
  }

  private static InvalidChunkException invalid(AudioChunk chunk, String fault) {
    return new InvalidChunkException(
        "chunk %d of sensor '%s': %s".formatted(chunk.getSequence(), chunk.getSensorId(), fault));
  }
}
