/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import io.auscult.audio.Flac;
import io.auscult.audio.PcmFormat;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.Topics;
import io.auscult.gateway.capture.ChunkSink;
import io.auscult.gateway.spool.Spool;
import io.auscult.gateway.spool.SpoolRecord;
import java.time.Duration;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Writes chunks and health records to a spool, as Kafka will get them: in Avro's single-object
 * encoding, which needs no registry, and a gateway must go on without a network. Thread-safe.
 */
public final class SpoolSink implements ChunkSink {

  private final Spool spool;
  private final AudioEncoding encoding;
  private final Serializer<AudioChunk> chunks = Topics.AUDIO.values().serializer();
  private final Serializer<SensorHealth> health = Topics.HEALTH.values().serializer();

  /**
   * @param encoding of the samples: {@code PCM_S16LE} as they come, or {@code FLAC}
   */
  public SpoolSink(Spool spool, AudioEncoding encoding) {
    this.spool = spool;
    this.encoding = encoding;
  }

  /** What the spool has no room for is given up, and the spool's listener knows of it. */
  @Override
  public void publish(AudioChunk chunk) {
    AudioChunk sent = encoding == AudioEncoding.FLAC ? flac(chunk) : chunk;
    boolean unused =
        spool.append(
            new SpoolRecord(
                SpoolRecord.Kind.AUDIO,
                chunk.getMachineId(),
                chunk.getSensorId(),
                chunk.getCapturedAt(),
                new PcmFormat(chunk.getSampleRate(), chunk.getChannels())
                    .durationOf(chunk.getSampleCount()),
                bytes(chunks, Topics.AUDIO.name(), sent)));
  }

  /** As above. */
  public void publish(SensorHealth record) {
    boolean unused =
        spool.append(
            new SpoolRecord(
                SpoolRecord.Kind.HEALTH,
                record.getMachineId(),
                record.getSubject(),
                record.getAt(),
                Duration.ZERO,
                bytes(health, Topics.HEALTH.name(), record)));
  }

  private static AudioChunk flac(AudioChunk chunk) {
    return new AudioChunk(
        chunk.getMachineId(),
        chunk.getSensorId(),
        chunk.getStreamId(),
        chunk.getSequence(),
        chunk.getFirstSample(),
        chunk.getCapturedAt(),
        chunk.getSampleRate(),
        chunk.getChannels(),
        AudioEncoding.FLAC,
        chunk.getSampleCount(),
        Flac.encode(new PcmFormat(chunk.getSampleRate(), chunk.getChannels()), chunk.getSamples()));
  }

  private static <T> byte[] bytes(Serializer<T> serializer, String topic, T record) {
    return Objects.requireNonNull(serializer.serialize(topic, record));
  }
}
