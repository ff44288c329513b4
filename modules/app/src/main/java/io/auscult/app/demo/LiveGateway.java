/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.contracts.AudioChunk;
import io.auscult.gateway.capture.CaptureListener;
import io.auscult.gateway.capture.CaptureRules;
import io.auscult.gateway.capture.Feed;
import io.auscult.gateway.capture.Gateway;
import io.auscult.gateway.publish.ChunkPublisher;
import io.auscult.pipeline.Listening;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A gateway in this process, in real time. */
final class LiveGateway implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

  private final ChunkPublisher publisher;
  private final Gateway gateway;
  private final Progress progress;

  private LiveGateway(ChunkPublisher publisher, Gateway gateway, Progress progress) {
    this.publisher = publisher;
    this.gateway = gateway;
    this.progress = progress;
  }

  private static final class Progress implements CaptureListener {
    private final Map<String, Long> samplesBySensor = new ConcurrentHashMap<>();
    private final AtomicLong chunks = new AtomicLong();
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile Instant startedAt = Instant.MAX;

    @Override
    public synchronized void published(AudioChunk chunk) {
      samplesBySensor.merge(chunk.getSensorId(), (long) chunk.getSampleCount(), Long::sum);
      chunks.incrementAndGet();
      if (begun.getCount() > 0) {
        startedAt = chunk.getCapturedAt();
        begun.countDown();
      }
    }
  }

  /** Starts streaming and waits for the first chunk. */
  static LiveGateway start(List<Feed> feeds, Map<String, Object> clientSettings)
      throws IOException, InterruptedException {
    ChunkPublisher publisher = ChunkPublisher.connect(clientSettings, CONNECT_TIMEOUT);
    Progress progress = new Progress();
    Gateway gateway = Gateway.start(feeds, CaptureRules.standard(), publisher, progress);
    LiveGateway live = new LiveGateway(publisher, gateway, progress);
    var unused = progress.begun.await(CONNECT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    live.requireHealthy();
    return live;
  }

  /** When the first sample was captured. */
  Instant startedAt() {
    return progress.startedAt;
  }

  /** Chunks published so far. */
  long published() {
    return progress.chunks.get();
  }

  /** Windows that the published sound holds. */
  long windows(Listening listening) {
    return progress.samplesBySensor.values().stream()
        .mapToLong(samples -> listening.windowsIn(samples))
        .sum();
  }

  /**
   * @throws IOException if the gateway could not go on
   */
  void requireHealthy() throws IOException {
    gateway.requireHealthy();
  }

  /** Ends the streams and waits until what was captured has been delivered. */
  void stop() throws IOException {
    gateway.close();
    requireHealthy();
    publisher.close();
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    publisher.close();
  }
}
