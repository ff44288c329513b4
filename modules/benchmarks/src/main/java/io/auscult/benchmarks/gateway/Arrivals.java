/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

import io.auscult.benchmarks.gateway.ChunkLedger.Entry;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.Topics;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.assembly.ChunkDecoder;
import io.auscult.pipeline.assembly.ChunkSequencer;
import io.auscult.pipeline.assembly.InvalidChunkException;
import io.auscult.pipeline.assembly.SensorChunk;
import io.auscult.pipeline.state.SensorCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What arrived in {@code auscult.audio}, as the pipeline takes it: by its own check of stream and
 * sequence.
 */
final class Arrivals {

  private static final Duration POLL = Duration.ofSeconds(2);

  private final ChunkSequencer sequencer = new ChunkSequencer();
  private final ChunkDecoder decoder = new ChunkDecoder(ChannelMode.REFUSE);
  private final Map<String, Heard> sensors = new HashMap<>();
  private final Map<Entry, Long> records = new HashMap<>();
  private final Map<Entry, Integer> taken = new HashMap<>();
  private long resent;

  private Arrivals() {}

  /** Reads the whole topic. */
  static Arrivals read(String bootstrapServers) throws InvalidChunkException {
    Arrivals arrivals = new Arrivals();
    Map<String, Object> settings =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            bootstrapServers,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "earliest");
    try (KafkaConsumer<String, AudioChunk> consumer =
        new KafkaConsumer<>(
            settings, new StringDeserializer(), Topics.AUDIO.values().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.AUDIO.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<String, AudioChunk> record : consumer.poll(POLL)) {
          arrivals.take(record);
        }
      }
    }
    arrivals.sensors.values().forEach(sensor -> arrivals.sequencer.release(sensor));
    return arrivals;
  }

  private void take(ConsumerRecord<String, AudioChunk> record) throws InvalidChunkException {
    AudioChunk chunk = record.value();
    if (records.put(Entry.of(chunk), ChunkLedger.checksum(chunk)) != null) {
      resent++;
    }
    for (SensorChunk part : decoder.decode(chunk, record.offset())) {
      var unused =
          sequencer.take(sensors.computeIfAbsent(chunk.getSensorId(), id -> new Heard(id)), part);
    }
  }

  /**
   * What a pipeline lacks of what was accepted.
   *
   * @param accepted with the checksums of their samples
   */
  List<Entry> lost(Map<Entry, Long> accepted) {
    List<Entry> lost = new ArrayList<>();
    accepted.forEach(
        (entry, checksum) -> {
          if (!taken.containsKey(entry) || !checksum.equals(records.get(entry))) {
            lost.add(entry);
          }
        });
    return lost;
  }

  /** What a pipeline takes more than once, each time counted. */
  long duplicated() {
    return taken.values().stream().mapToLong(times -> times - 1).sum();
  }

  /** Records that were in the topic before. */
  long resent() {
    return resent;
  }

  /** Different chunks. */
  long chunks() {
    return records.size();
  }

  /** A sensor of which only the order of the chunks is followed. */
  private final class Heard implements ChunkSequencer.Sensor {
    private final String sensorId;
    private final TreeMap<Long, SensorChunk> held = new TreeMap<>();
    private @Nullable SensorCursor cursor;

    Heard(String sensorId) {
      this.sensorId = sensorId;
    }

    @Override
    public @Nullable SensorCursor cursor() {
      return cursor;
    }

    @Override
    public void append(SensorChunk chunk) {
      taken.merge(new Entry(sensorId, chunk.streamId(), chunk.sequence()), 1, Integer::sum);
      cursor = SensorCursor.newBuilder(cursor).setNextSequence(chunk.sequence() + 1).build();
    }

    @Override
    public void begin(SensorCursor stream) {
      cursor = stream;
    }

    @Override
    public void hold(SensorChunk chunk) {
      held.put(chunk.sequence(), chunk);
    }

    @Override
    public boolean holds(long sequence) {
      return held.containsKey(sequence);
    }

    @Override
    public @Nullable SensorChunk releaseFirst() {
      return held.isEmpty() ? null : held.pollFirstEntry().getValue();
    }
  }
}
