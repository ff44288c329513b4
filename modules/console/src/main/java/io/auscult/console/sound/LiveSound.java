/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.Topics;
import io.auscult.dsp.LogMelExtractor;
import io.auscult.dsp.Resampler;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spectra of the sensors that somebody looks at right now, as they come. Reads only the
 * partitions of those, with one consumer, and stops when nobody has asked for 15 seconds.
 * Thread-safe.
 */
public final class LiveSound implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveSound.class);

  /** How much is kept of each. */
  public static final Duration SPAN = Duration.ofSeconds(60);

  /** Sensors at once. */
  private static final int MOST = 16;

  private static final Duration ASKED_FOR = Duration.ofSeconds(15);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration AGAIN_AFTER = Duration.ofSeconds(2);

  private record Sensor(String machineId, String sensorId) {}

  private final Map<String, Object> settings;
  private final Map<Sensor, Watch> watches = new ConcurrentHashMap<>();
  private @Nullable Thread thread;
  private volatile boolean closed;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> current;

  /**
   * Connects only when somebody looks.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   */
  public LiveSound(Map<String, ?> clientSettings) {
    settings = SoundArchive.consumerSettings(clientSettings);
  }

  /**
   * The columns of a sensor after a time; none at the first call, when it begins to listen.
   *
   * @param after time of the last column that is known already
   * @throws SoundException if too many look at once
   */
  public Spectrogram after(String machineId, String sensorId, Instant after) throws SoundException {
    Sensor sensor = new Sensor(machineId, sensorId);
    Watch watch = watches.get(sensor);
    if (watch == null) {
      if (watches.size() >= MOST) {
        throw new SoundException(
            SoundException.Reason.BUSY,
            "%d machines are looked at already: try again later".formatted(MOST));
      }
      watch = watches.computeIfAbsent(sensor, Watch::new);
      listen();
    }
    return watch.after(after);
  }

  private synchronized void listen() {
    if (!closed && (thread == null || !thread.isAlive())) {
      Thread started = new Thread(this::run, "console-live-sound");
      started.setDaemon(true);
      thread = started;
      started.start();
    }
  }

  private void run() {
    while (!closed && !isOver()) {
      try (KafkaConsumer<byte[], byte[]> consumer =
          new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        current = consumer;
        follow(consumer);
      } catch (WakeupException | InterruptException e) {
        return;
      } catch (KafkaException e) {
        LOG.warn("live sound cannot be read, trying again error={}", e.getMessage());
        watches.values().forEach(Watch::startAgain);
        pause();
      } finally {
        current = null;
      }
    }
  }

  /** Whether nobody looks; then the thread ends, unless somebody comes at this very moment. */
  private synchronized boolean isOver() {
    watches.values().removeIf(Watch::isLeft);
    if (watches.isEmpty()) {
      thread = null;
      return true;
    }
    return false;
  }

  private void pause() {
    try {
      Thread.sleep(AGAIN_AFTER.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed = true;
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    int partitions = consumer.partitionsFor(Topics.AUDIO.name()).size();
    while (!closed) {
      watches.values().removeIf(Watch::isLeft);
      if (watches.isEmpty()) {
        return;
      }
      assign(consumer, partitions);
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
    }
  }

  private void assign(KafkaConsumer<byte[], byte[]> consumer, int partitions) {
    Set<TopicPartition> wanted = new HashSet<>();
    Set<TopicPartition> fromStart = new HashSet<>();
    for (Watch watch : watches.values()) {
      TopicPartition partition =
          new TopicPartition(
              Topics.AUDIO.name(), SoundArchive.partitionOf(watch.sensor.machineId(), partitions));
      wanted.add(partition);
      if (watch.begins()) {
        fromStart.add(partition);
      }
    }
    if (!wanted.equals(consumer.assignment())) {
      consumer.assign(wanted);
    }
    if (fromStart.isEmpty()) {
      return;
    }
    // Others in the partition see a minute again, and drop what they know.
    long begin = Instant.now().minus(SPAN).toEpochMilli();
    Map<TopicPartition, OffsetAndTimestamp> found =
        consumer.offsetsForTimes(fromStart.stream().collect(Collectors.toMap(p -> p, p -> begin)));
    for (TopicPartition partition : fromStart) {
      OffsetAndTimestamp offset = found.get(partition);
      if (offset == null) {
        consumer.seekToEnd(List.of(partition));
      } else {
        consumer.seek(partition, offset.offset());
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    for (Watch watch : watches.values()) {
      if (record.value() != null && Arrays.equals(watch.key, record.key())) {
        try {
          AudioChunk chunk =
              Topics.AUDIO
                  .values(settings)
                  .deserializer()
                  .deserialize(record.topic(), record.value());
          if (chunk != null) {
            watch.take(chunk);
          }
        } catch (SerializationException | SoundException | IllegalArgumentException e) {
          LOG.debug("a chunk cannot be drawn offset={}", record.offset(), e);
        }
      }
    }
  }

  /** One sensor. */
  private static final class Watch {
    private final Sensor sensor;
    private final byte[] key;
    private final Deque<byte[]> columns = new ArrayDeque<>();
    private boolean begun;
    private volatile long askedAt = System.nanoTime();
    private String stream = "";
    private long nextSample;
    private long streamStartMicros;
    private long streamFrame;
    private long nextColumn = Long.MIN_VALUE;
    private @Nullable Resampler resampler;
    private LogMelExtractor extractor;

    Watch(Sensor sensor) {
      this.sensor = sensor;
      this.key = sensor.machineId().getBytes(UTF_8);
      this.extractor = new LogMelExtractor(Spectrogram.FRONT_END, this::frame);
    }

    boolean isLeft() {
      return System.nanoTime() - askedAt > ASKED_FOR.toNanos();
    }

    synchronized boolean begins() {
      boolean first = !begun;
      begun = true;
      return first;
    }

    synchronized void startAgain() {
      begun = false;
      stream = "";
    }

    synchronized void take(AudioChunk chunk) throws SoundException {
      if (!ChunkSamples.has(chunk, sensor.sensorId())) {
        return;
      }
      boolean goesOn = chunk.getStreamId().equals(stream);
      if (goesOn && chunk.getFirstSample() < nextSample) {
        return; // known
      }
      float[] samples = ChunkSamples.of(chunk, sensor.sensorId());
      if (!goesOn || chunk.getFirstSample() != nextSample) {
        stream = chunk.getStreamId();
        streamStartMicros = ChronoUnit.MICROS.between(Instant.EPOCH, chunk.getCapturedAt());
        streamFrame = 0;
        extractor.reset();
        int rate = chunk.getSampleRate();
        resampler =
            rate == Spectrogram.FRONT_END.sampleRate()
                ? null
                : new Resampler(rate, Spectrogram.FRONT_END.sampleRate());
      }
      nextSample = chunk.getFirstSample() + chunk.getSampleCount();
      float[] heard = resampler == null ? samples : resampler.process(samples, 0, samples.length);
      extractor.accept(heard, 0, heard.length);
    }

    private void frame(long index, float[] logMel) {
      long micros = streamStartMicros + streamFrame++ * Spectrogram.COLUMN_MICROS;
      long column = Math.floorDiv(micros, (long) Spectrogram.COLUMN_MICROS);
      if (nextColumn == Long.MIN_VALUE || column - nextColumn > most()) {
        columns.clear();
        nextColumn = column;
      }
      if (column < nextColumn) {
        return; // older than what is shown
      }
      while (nextColumn < column) {
        columns.addLast(new byte[Spectrogram.BANDS]); // a gap
        nextColumn++;
      }
      byte[] drawn = new byte[Spectrogram.BANDS];
      Spectrogram.quantise(logMel, drawn, 0);
      columns.addLast(drawn);
      nextColumn++;
      while (columns.size() > most()) {
        columns.removeFirst();
      }
    }

    private static int most() {
      return (int) (SPAN.toNanos() / 1_000 / Spectrogram.COLUMN_MICROS);
    }

    synchronized Spectrogram after(Instant after) {
      askedAt = System.nanoTime();
      long known =
          Math.floorDiv(
              ChronoUnit.MICROS.between(Instant.EPOCH, after), (long) Spectrogram.COLUMN_MICROS);
      long first = nextColumn - columns.size();
      long from = Math.max(known + 1, first);
      int count = columns.isEmpty() ? 0 : (int) Math.max(0, nextColumn - from);
      byte[] all = new byte[count * Spectrogram.BANDS];
      int skip = columns.size() - count;
      int at = 0;
      for (byte[] column : columns) {
        if (skip-- <= 0) {
          System.arraycopy(column, 0, all, at, column.length);
          at += column.length;
        }
      }
      Instant start =
          count == 0
              ? after
              : Instant.EPOCH.plus(from * Spectrogram.COLUMN_MICROS, ChronoUnit.MICROS);
      return new Spectrogram(start, all);
    }
  }

  @Override
  public void close() {
    closed = true;
    KafkaConsumer<byte[], byte[]> consumer = current;
    if (consumer != null) {
      consumer.wakeup();
    }
  }
}
