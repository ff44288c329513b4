/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.audio.Flac;
import io.auscult.audio.PcmFormat;
import io.auscult.contracts.Clip;
import io.auscult.pipeline.assembly.ChunkDecoder;
import io.auscult.pipeline.assembly.InvalidChunkException;
import io.auscult.pipeline.assembly.SensorChunk;
import io.auscult.pipeline.state.WantedClip;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Fetches the sound of a clip that is wanted, cuts it and encodes it. */
final class ClipMaker {

  /** Chunks do not come quite evenly. */
  private static final double MORE_THAN_ENOUGH = 1.25;

  private static final int A_FEW_CHUNKS = 8;

  /** What is cut to fit, fits better a little shorter. */
  private static final double SAFELY = 0.97;

  private final AudioSource audio;
  private final ChunkDecoder decoder;
  private final CurationRules rules;

  ClipMaker(AudioSource audio, ChunkDecoder decoder, CurationRules rules) {
    this.audio = audio;
    this.decoder = decoder;
    this.rules = rules;
  }

  /** What became of a wish. */
  sealed interface Outcome {

    /** The clip. */
    record Made(Clip clip) implements Outcome {}

    /** There will be none. */
    record Failed(ClipFailure reason) implements Outcome {}
  }

  /**
   * Makes a clip.
   *
   * @throws AudioUnavailableException if Kafka does not give the sound now
   */
  Outcome make(WantedClip wanted) throws AudioUnavailableException {
    if (wanted.getAppendedSince() != null) {
      return newest(wanted, wanted.getAppendedSince());
    }
    List<SensorChunk> needed = complete(wanted, wanted.getOffsetFirst(), wanted.getOffsetLast());
    long anchor = wanted.getAnomalyId() == null ? wanted.getOffsetFirst() : wanted.getOffsetLast();
    Optional<Sound> sound = new Stretches(needed).around(anchor);
    if (sound.isEmpty()) {
      return new Outcome.Failed(ClipFailure.GONE);
    }
    return wanted.getAnomalyId() == null
        ? normal(wanted, sound.get())
        : anomaly(wanted, needed, sound.get());
  }

  private Outcome normal(WantedClip wanted, Sound sound) {
    Instant from = Objects.requireNonNull(wanted.getFrom());
    Instant until = Objects.requireNonNull(wanted.getUntil());
    return sound.covers(from, until)
        ? made(wanted, sound.cut(from, until))
        : new Outcome.Failed(ClipFailure.INTERRUPTED);
  }

  /** The newest there is of a machine whose windows nobody scores. */
  private Outcome newest(WantedClip wanted, Instant since) throws AudioUnavailableException {
    OptionalLong first = audio.offsetSince(wanted.getPartition(), since);
    List<SensorChunk> chunks =
        first.isEmpty() ? List.of() : complete(wanted, first.getAsLong(), Long.MAX_VALUE);
    Optional<Sound> sound = new Stretches(chunks).last();
    if (sound.isEmpty() || sound.get().length().compareTo(rules.clipLength()) < 0) {
      return new Outcome.Failed(ClipFailure.INTERRUPTED);
    }
    Instant end = sound.get().end();
    return made(wanted, sound.get().cut(end.minus(rules.clipLength()), end));
  }

  private Outcome anomaly(WantedClip wanted, List<SensorChunk> evidence, Sound heard)
      throws AudioUnavailableException {
    Sound sound = heard;
    Duration missing = rules.clipAtMost().minus(heard.length());
    if (!missing.isNegative()) {
      // The peak may lie at an end of the sound, so on each side all that is missing.
      long offsets = wanted.getOffsetLast() - wanted.getOffsetFirst() + 1;
      double perSecond = offsets * 1e9 / heard.length().toNanos();
      long reach =
          (long) Math.ceil(perSecond * MORE_THAN_ENOUGH * missing.toNanos() / 1e9) + A_FEW_CHUNKS;
      long first = Math.max(0, wanted.getOffsetFirst() - reach);
      List<SensorChunk> all = new ArrayList<>(some(wanted, first, wanted.getOffsetFirst() - 1));
      all.addAll(evidence);
      all.addAll(some(wanted, wanted.getOffsetLast() + 1, wanted.getOffsetLast() + reach));
      sound = new Stretches(all).around(wanted.getOffsetLast()).orElse(heard);
    }
    Instant peak = heard.start().plus(heard.length().dividedBy(2));
    Instant from = peak.minus(rules.clipAtMost().dividedBy(2));
    Instant latest = sound.end().minus(rules.clipAtMost());
    from = from.isAfter(latest) ? latest : from;
    from = from.isBefore(sound.start()) ? sound.start() : from;
    return made(wanted, sound.cut(from, from.plus(rules.clipAtMost())));
  }

  private List<SensorChunk> complete(WantedClip wanted, long first, long last)
      throws AudioUnavailableException {
    AudioSource.Passage passage =
        audio.read(wanted.getMachineId(), wanted.getPartition(), first, last);
    if (!passage.complete()) {
      throw new AudioUnavailableException("Kafka is too slow", null);
    }
    return decoded(wanted, passage);
  }

  private List<SensorChunk> some(WantedClip wanted, long first, long last)
      throws AudioUnavailableException {
    return decoded(wanted, audio.read(wanted.getMachineId(), wanted.getPartition(), first, last));
  }

  private List<SensorChunk> decoded(WantedClip wanted, AudioSource.Passage passage) {
    List<SensorChunk> chunks = new ArrayList<>();
    for (StoredChunk stored : passage.chunks()) {
      try {
        for (SensorChunk chunk : decoder.decode(stored.chunk(), stored.offset())) {
          if (chunk.sensor().sensorId().equals(wanted.getSensorId())) {
            chunks.add(chunk);
          }
        }
      } catch (InvalidChunkException e) {
        // The pipeline has moved it to the dead letters.
      }
    }
    return chunks;
  }

  /** What is too large is shortened evenly around its middle. */
  private Outcome made(WantedClip wanted, Sound whole) {
    Sound sound = whole;
    ByteBuffer flac = encoded(sound);
    while (flac.remaining() > rules.clipBytes()) {
      double share = SAFELY * rules.clipBytes() / flac.remaining();
      sound = sound.middle((int) (sound.sampleCount() * share));
      flac = encoded(sound);
    }
    return new Outcome.Made(
        Clip.newBuilder()
            .setMachineId(wanted.getMachineId())
            .setSensorId(wanted.getSensorId())
            .setAnomalyId(wanted.getAnomalyId())
            .setCapturedAt(sound.start())
            .setSampleRate(sound.sampleRate())
            .setSampleCount(sound.sampleCount())
            .setFlac(flac)
            .build());
  }

  private static ByteBuffer encoded(Sound sound) {
    return Flac.encode(new PcmFormat(sound.sampleRate(), 1), sound.samples());
  }
}
