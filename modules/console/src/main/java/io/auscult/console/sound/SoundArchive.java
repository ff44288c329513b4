/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.audio.AudioClip;
import io.auscult.audio.Flac;
import io.auscult.audio.UnreadableAudioException;
import io.auscult.console.sound.SoundException.Reason;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.Clip;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/** Finds sound on {@code auscult.audio}, and kept clips, when somebody asks. Thread-safe. */
public final class SoundArchive implements AutoCloseable {

  private static final int CONSUMERS = 2;
  private static final int FETCH_BYTES = 8 * 1024 * 1024;
  private static final Duration POLL = Duration.ofMillis(100);

  /** How long one reading may take, and waiting for one's turn. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Sound arrives after it was captured; for so long after, it is looked for. */
  private static final Duration LATE = Duration.ofSeconds(30);

  private static final int MOST_CLIP_SECONDS = 60;

  private final Map<String, Object> settings;
  private final Semaphore turns = new Semaphore(CONSUMERS, true);
  private final Deque<KafkaConsumer<byte[], byte[]>> idle = new ArrayDeque<>();
  private boolean closed;

  /**
   * Connects only when it is used.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   */
  public SoundArchive(Map<String, ?> clientSettings) {
    settings = consumerSettings(clientSettings);
  }

  static Map<String, Object> consumerSettings(Map<String, ?> clientSettings) {
    Map<String, Object> all = new HashMap<>(clientSettings);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
    all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 100);
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
    return all;
  }

  /** Which partition of a topic keyed by machine holds a machine, as producers choose it. */
  static int partitionOf(String machineId, int partitions) {
    return Utils.toPositive(Utils.murmur2(machineId.getBytes(UTF_8))) % partitions;
  }

  /**
   * The sound of an anomaly's peak.
   *
   * @param margin so much before and after it
   * @throws SoundException if it is gone, or cannot be had now
   */
  public Sound ofEvidence(AnomalyEvent anomaly, Duration margin) throws SoundException {
    return withConsumer(
        consumer -> {
          TopicPartition partition =
              new TopicPartition(Topics.AUDIO.name(), anomaly.getEvidencePartition());
          Reading reading = new Reading(consumer, partition);
          SensorFilter sensor =
              new SensorFilter(anomaly.getMachineId(), anomaly.getSensorId(), values(Topics.AUDIO));
          List<AudioChunk> peak = new ArrayList<>();
          long[] firstAppended = {Long.MAX_VALUE};
          reading.read(
              anomaly.getEvidenceOffsetFirst(),
              anomaly.getEvidenceOffsetLast() + 1,
              record -> {
                sensor.take(record, peak);
                firstAppended[0] = Math.min(firstAppended[0], record.timestamp());
                return true;
              });
          if (peak.isEmpty()) {
            throw new SoundException(
                Reason.GONE, "the sound of this anomaly is no longer on " + Topics.AUDIO.name());
          }
          Sound middle = Sound.of(peak, anomaly.getSensorId());
          Instant from = middle.start().minus(margin);
          Instant until = middle.end().plus(margin);
          long before = reading.offsetAt(firstAppended[0] - margin.plus(LATE).toMillis());
          List<AudioChunk> all = new ArrayList<>();
          reading.read(
              before,
              Long.MAX_VALUE,
              record -> {
                sensor.take(record, all);
                // Past the peak, nothing is missing once the sensor itself is past the margin.
                return record.offset() <= anomaly.getEvidenceOffsetLast()
                    || (record.timestamp()
                            < firstAppended[0] + Duration.between(from, until).plus(LATE).toMillis()
                        && (all.isEmpty()
                            || all.get(all.size() - 1).getCapturedAt().isBefore(until)));
              });
          return Sound.of(within(all, from, until), anomaly.getSensorId());
        });
  }

  /**
   * The sound of a sensor in a time, cut by when it was captured. It is looked for where its scores
   * say it lies, or else where it lies if it arrived within half a minute.
   *
   * @param firstOffset where the scores say that it begins, if there are any
   * @throws SoundException if it cannot be had now
   */
  public Sound between(
      String machineId, String sensorId, Instant from, Instant until, OptionalLong firstOffset)
      throws SoundException {
    return withConsumer(
        consumer -> {
          Reading reading = new Reading(consumer, partition(consumer, Topics.AUDIO, machineId));
          SensorFilter sensor = new SensorFilter(machineId, sensorId, values(Topics.AUDIO));
          List<AudioChunk> chunks = new ArrayList<>();
          long span = Duration.between(from, until).plus(LATE).toMillis();
          long[] latest = {firstOffset.isPresent() ? 0 : from.toEpochMilli() + span};
          reading.read(
              firstOffset.orElseGet(() -> reading.offsetAt(from.toEpochMilli())),
              Long.MAX_VALUE,
              record -> {
                if (latest[0] == 0) {
                  latest[0] = record.timestamp() + span;
                }
                sensor.take(record, chunks);
                return record.timestamp() < latest[0]
                    && (chunks.isEmpty()
                        || chunks.get(chunks.size() - 1).getCapturedAt().isBefore(until));
              });
          return Sound.of(within(chunks, from, until), sensorId);
        });
  }

  private static List<AudioChunk> within(List<AudioChunk> chunks, Instant from, Instant until) {
    return chunks.stream()
        .filter(
            chunk ->
                chunk.getCapturedAt().isBefore(until)
                    && chunk
                        .getCapturedAt()
                        .plusNanos(chunk.getSampleCount() * 1_000_000_000L / chunk.getSampleRate())
                        .isAfter(from))
        .toList();
  }

  /**
   * The clip that was kept of an anomaly when it closed.
   *
   * @throws SoundException if it cannot be had now
   */
  public Optional<Sound> clipOf(AnomalyEvent anomaly) throws SoundException {
    Deserializer<Clip> clips = values(Topics.CLIPS);
    byte[] key = anomaly.getAnomalyId().getBytes(UTF_8);
    long since = anomaly.getOpenedAt().toEpochMilli();
    return withConsumer(
        consumer -> {
          for (PartitionInfo info : consumer.partitionsFor(Topics.CLIPS.name())) {
            Reading reading =
                new Reading(consumer, new TopicPartition(Topics.CLIPS.name(), info.partition()));
            List<Clip> found = new ArrayList<>();
            reading.read(
                reading.offsetAt(since),
                Long.MAX_VALUE,
                record -> {
                  add(clips, key, record, found, clip -> true);
                  return found.isEmpty();
                });
            if (!found.isEmpty()) {
              return Optional.of(new Sound(List.of(stretch(found.get(0)))));
            }
          }
          return Optional.empty();
        });
  }

  /**
   * Clips of a sensor's normal sound that were kept since then, the latest last.
   *
   * @throws SoundException if it cannot be had now
   */
  public List<Stretch> normals(String machineId, String sensorId, Instant since, int most)
      throws SoundException {
    Deserializer<Clip> clips = values(Topics.NORMALS);
    byte[] key = machineId.getBytes(UTF_8);
    return withConsumer(
        consumer -> {
          Reading reading = new Reading(consumer, partition(consumer, Topics.NORMALS, machineId));
          List<Clip> found = new ArrayList<>();
          reading.read(
              reading.offsetAt(since.toEpochMilli()),
              Long.MAX_VALUE,
              record -> {
                add(clips, key, record, found, clip -> clip.getSensorId().equals(sensorId));
                if (found.size() > most) {
                  found.remove(0);
                }
                return true;
              });
          List<Stretch> stretches = new ArrayList<>();
          for (Clip clip : found) {
            stretches.add(stretch(clip));
          }
          return stretches;
        });
  }

  private static Stretch stretch(Clip clip) throws SoundException {
    try {
      AudioClip audio =
          Flac.decode("a clip", clip.getFlac(), MOST_CLIP_SECONDS * clip.getSampleRate());
      return new Stretch(clip.getCapturedAt(), audio.sampleRate(), audio.channels()[0]);
    } catch (UnreadableAudioException e) {
      throw new SoundException(Reason.GONE, "a kept clip cannot be read: " + e.getMessage());
    }
  }

  private static <T extends SpecificRecord> void add(
      Deserializer<T> values,
      byte[] key,
      ConsumerRecord<byte[], byte[]> record,
      List<T> found,
      Predicate<T> wanted) {
    if (record.value() == null || !Arrays.equals(key, record.key())) {
      return;
    }
    try {
      T value = values.deserialize(record.topic(), record.value());
      if (value != null && wanted.test(value)) {
        found.add(value);
      }
    } catch (SerializationException e) {
      // What nobody can read nobody can hear.
      return;
    }
  }

  private <T> Deserializer<T> values(TopicDefinition<T> topic) {
    return topic.values(settings).deserializer();
  }

  /** The chunks of one sensor among those of its partition. */
  private record SensorFilter(String machineId, String sensorId, Deserializer<AudioChunk> values) {
    void take(ConsumerRecord<byte[], byte[]> record, List<AudioChunk> chunks) {
      add(
          values,
          machineId.getBytes(UTF_8),
          record,
          chunks,
          chunk -> ChunkSamples.has(chunk, sensorId));
    }
  }

  private static TopicPartition partition(
      KafkaConsumer<byte[], byte[]> consumer, TopicDefinition<?> topic, String machineId) {
    int partitions = consumer.partitionsFor(topic.name()).size();
    return new TopicPartition(topic.name(), partitionOf(machineId, partitions));
  }

  /** Reads one partition up to its end as it was at the start. */
  private static final class Reading {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final long begin;
    private final long end;

    Reading(KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition) {
      this.consumer = consumer;
      this.partition = partition;
      consumer.assign(List.of(partition));
      begin = consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L);
      end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    }

    long offsetAt(long millis) {
      OffsetAndTimestamp found =
          consumer.offsetsForTimes(Map.of(partition, Math.max(0, millis))).get(partition);
      return found == null ? end : found.offset();
    }

    /** Hands over records until one of them is enough. */
    void read(long from, long until, Predicate<ConsumerRecord<byte[], byte[]>> goesOn)
        throws SoundException {
      long first = Math.max(from, begin);
      long last = Math.min(until, end);
      if (first >= last) {
        return;
      }
      consumer.seek(partition, first);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < last) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() >= last || !goesOn.test(record)) {
            return;
          }
        }
        if (System.nanoTime() - deadline > 0) {
          throw new SoundException(
              Reason.BUSY,
              "the sound was not read within %d s: try again".formatted(PATIENCE.toSeconds()));
        }
      }
    }
  }

  private interface Work<T> {
    T with(KafkaConsumer<byte[], byte[]> consumer) throws SoundException;
  }

  private <T> T withConsumer(Work<T> work) throws SoundException {
    try {
      if (!turns.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new SoundException(Reason.BUSY, "too many ask for sound at once: try again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SoundException(Reason.BUSY, "the console is stopping");
    }
    KafkaConsumer<byte[], byte[]> consumer = null;
    try {
      consumer = take();
      T result = work.with(consumer);
      giveBack(consumer);
      consumer = null;
      return result;
    } catch (KafkaException e) {
      throw new SoundException(Reason.BUSY, "Kafka does not give the sound: " + e.getMessage());
    } finally {
      if (consumer != null) {
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
      }
      turns.release();
    }
  }

  private KafkaConsumer<byte[], byte[]> take() {
    KafkaConsumer<byte[], byte[]> waiting;
    synchronized (idle) {
      waiting = idle.pollFirst();
    }
    return waiting != null
        ? waiting
        : new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void giveBack(@Nullable KafkaConsumer<byte[], byte[]> consumer) {
    synchronized (idle) {
      if (!closed && consumer != null) {
        consumer.unsubscribe();
        idle.addFirst(consumer);
        return;
      }
    }
    if (consumer != null) {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
    }
  }

  @Override
  public void close() {
    List<KafkaConsumer<byte[], byte[]>> all;
    synchronized (idle) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(consumer -> consumer.close(CloseOptions.timeout(Duration.ofSeconds(1))));
  }
}
