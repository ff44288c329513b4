/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import io.auscult.contracts.AudioChunk;
import io.auscult.gateway.capture.ChunkSink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the sound of many sensors in real time, from a thread of its own: each chunk when its
 * last sample would have been captured. The sensors' chunks are spread evenly, as if every gateway
 * had been switched on at another moment.
 */
final class LoadGenerator implements AutoCloseable {

  private final List<SensorLoad> sensors;
  private final Load load;
  private final ChunkSink sink;
  private final Instant begin;
  private final CountDownLatch calledOff = new CountDownLatch(1);
  private final Thread thread = new Thread(this::publish, "load-generator");
  private final AtomicLong chunks = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private volatile Duration mostLate = Duration.ZERO;
  private volatile @Nullable Exception failure;

  private LoadGenerator(List<SensorLoad> sensors, Load load, ChunkSink sink, Instant begin) {
    this.sensors = List.copyOf(sensors);
    this.load = load;
    this.sink = sink;
    this.begin = begin;
    thread.setDaemon(true);
  }

  /** Begins now. */
  static LoadGenerator start(List<SensorLoad> sensors, Load load, ChunkSink sink) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    LoadGenerator generator = new LoadGenerator(sensors, load, sink, now);
    generator.thread.start();
    return generator;
  }

  /** When a sensor's first sample was captured. */
  Instant startOf(int sensor) {
    long phase = load.chunkSamples() * (long) sensor / sensors.size();
    return SensorLoad.capturedAt(begin, phase);
  }

  private void publish() {
    try {
      for (int sequence = 0; sequence < load.chunksPerSensor(); sequence++) {
        for (int sensor = 0; sensor < sensors.size(); sensor++) {
          if (!publish(sensor, sequence)) {
            return;
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean publish(int sensor, int sequence) throws IOException, InterruptedException {
    Instant start = startOf(sensor);
    AudioChunk chunk = sensors.get(sensor).chunk(start, sequence, load.chunkSamples());
    Instant due = SensorLoad.capturedAt(start, (sequence + 1L) * load.chunkSamples());
    Duration left = Duration.between(Instant.now(), due);
    if (calledOff.await(Math.max(0, left.toNanos()), TimeUnit.NANOSECONDS)) {
      return false;
    }
    Duration late = Duration.between(due, Instant.now());
    if (late.compareTo(mostLate) > 0) {
      mostLate = late;
    }
    int size = chunk.getSamples().remaining();
    sink.publish(chunk);
    chunks.incrementAndGet();
    bytes.addAndGet(size);
    return true;
  }

  /** Whether all chunks are published or one could not be. */
  boolean hasEnded() {
    return !thread.isAlive();
  }

  /** Chunks published so far. */
  long chunks() {
    return chunks.get();
  }

  /** Bytes of PCM published so far. */
  long bytes() {
    return bytes.get();
  }

  /** By how much the latest chunk left after its time. */
  Duration mostLate() {
    return mostLate;
  }

  /**
   * @throws IOException if a chunk could not be published
   */
  void requireHealthy() throws IOException {
    Exception cause = failure;
    if (cause != null) {
      throw new IOException(cause.getMessage(), cause);
    }
  }

  @Override
  public void close() {
    calledOff.countDown();
  }
}
