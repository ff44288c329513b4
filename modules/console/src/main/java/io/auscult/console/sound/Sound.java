/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import io.auscult.audio.WavWriter;
import io.auscult.contracts.AudioChunk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sound of one sensor, with the gaps it has.
 *
 * @param stretches in the order of time, none of them empty
 */
public record Sound(List<Stretch> stretches) {

  /** A gap is heard as silence, but nobody listens to silence for long. */
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(10);

  public Sound {
    stretches = List.copyOf(stretches);
  }

  /** Puts the chunks of a sensor together: sorted, each once, joined where nothing lies between. */
  static Sound of(List<AudioChunk> chunks, String sensorId) throws SoundException {
    List<AudioChunk> sorted = new ArrayList<>(chunks);
    sorted.sort(Comparator.comparing(AudioChunk::getCapturedAt));
    Set<String> known = new HashSet<>();
    List<Stretch> stretches = new ArrayList<>();
    Joined joined = null;
    for (AudioChunk chunk : sorted) {
      if (!known.add(chunk.getStreamId() + '\0' + chunk.getSequence())) {
        continue;
      }
      if (joined == null || !joined.isFollowedBy(chunk)) {
        if (joined != null) {
          stretches.add(joined.stretch());
        }
        joined = new Joined(chunk);
      }
      joined.add(chunk, ChunkSamples.of(chunk, sensorId));
    }
    if (joined != null) {
      stretches.add(joined.stretch());
    }
    return new Sound(stretches);
  }

  /** Chunks of one stream, one after the other. */
  private static final class Joined {
    private final AudioChunk first;
    private final List<float[]> pieces = new ArrayList<>();
    private long nextSample;
    private int length;

    Joined(AudioChunk first) {
      this.first = first;
      this.nextSample = first.getFirstSample();
    }

    boolean isFollowedBy(AudioChunk chunk) {
      return chunk.getStreamId().equals(first.getStreamId())
          && chunk.getFirstSample() == nextSample
          && chunk.getSampleRate() == first.getSampleRate();
    }

    void add(AudioChunk chunk, float[] samples) {
      pieces.add(samples);
      length += samples.length;
      nextSample = chunk.getFirstSample() + chunk.getSampleCount();
    }

    Stretch stretch() {
      float[] all = new float[length];
      int at = 0;
      for (float[] piece : pieces) {
        System.arraycopy(piece, 0, all, at, piece.length);
        at += piece.length;
      }
      return new Stretch(first.getCapturedAt(), first.getSampleRate(), all);
    }
  }

  public boolean isEmpty() {
    return stretches.isEmpty();
  }

  /**
   * Capture time of the first sample.
   *
   * @throws IndexOutOfBoundsException if it is empty
   */
  public Instant start() {
    return stretches.get(0).start();
  }

  /** Capture time just after the last sample. */
  public Instant end() {
    return stretches.get(stretches.size() - 1).end();
  }

  /**
   * A WAV file of 16 bits: what is on the grid of 16 bits is there exactly. Gaps are silent, up to
   * ten seconds each. Of several sample rates the first counts; sound of another is left out.
   */
  public byte[] wav() {
    int rate = stretches.get(0).sampleRate();
    List<float[]> pieces = new ArrayList<>();
    Instant at = start();
    for (Stretch stretch : stretches) {
      if (stretch.sampleRate() == rate) {
        Duration gap = Duration.between(at, stretch.start());
        if (gap.compareTo(LONGEST_SILENCE) > 0) {
          gap = LONGEST_SILENCE;
        }
        // Less than a millisecond is how the gateway's clock was read, not a gap.
        if (gap.toMillis() > 0) {
          pieces.add(new float[(int) (gap.toMillis() * rate / 1_000)]);
        }
        pieces.add(stretch.samples());
        at = stretch.end();
      }
    }
    float[] all = new float[pieces.stream().mapToInt(piece -> piece.length).sum()];
    int filled = 0;
    for (float[] piece : pieces) {
      System.arraycopy(piece, 0, all, filled, piece.length);
      filled += piece.length;
    }
    return WavWriter.bytes(rate, all);
  }
}
