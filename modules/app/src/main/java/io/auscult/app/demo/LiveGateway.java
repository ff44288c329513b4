/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.contracts.AudioChunk;
import io.auscult.gateway.ChunkPublisher;
import io.auscult.gateway.Feed;
import io.auscult.gateway.Gateway;
import io.auscult.gateway.GatewayListener;
import io.auscult.gateway.Pacer;
import io.auscult.pipeline.Listening;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A gateway on a thread of its own, in real time. */
final class LiveGateway implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);
  private static final long STOP_SECONDS = 20;

  private final ChunkPublisher publisher;
  private final Gateway gateway;
  private final Map<String, Long> samplesBySensor = new ConcurrentHashMap<>();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Instant startedAt = Instant.MAX;
  private volatile @Nullable Exception failure;

  private LiveGateway(List<Feed> feeds, ChunkPublisher publisher) {
    this.publisher = publisher;
    this.gateway = new Gateway(feeds, publisher, Pacer.realTime(), new Counter());
  }

  private final class Counter implements GatewayListener {
    @Override
    public void published(AudioChunk chunk) {
      samplesBySensor.merge(chunk.getSensorId(), (long) chunk.getSampleCount(), Long::sum);
      if (begun.getCount() > 0) {
        startedAt = chunk.getCapturedAt();
        begun.countDown();
      }
    }
  }

  /** Starts streaming and waits for the first chunk. */
  static LiveGateway start(List<Feed> feeds, Map<String, Object> clientSettings)
      throws IOException, InterruptedException {
    LiveGateway live =
        new LiveGateway(feeds, ChunkPublisher.connect(clientSettings, CONNECT_TIMEOUT));
    Thread thread = new Thread(live::play, "demo-gateway");
    thread.setDaemon(true);
    thread.start();
    var unused = live.begun.await(CONNECT_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    live.requireHealthy();
    return live;
  }

  private void play() {
    try {
      gateway.run();
    } catch (IOException | RuntimeException e) {
      failure = e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
      begun.countDown();
    }
  }

  /** When the first sample was captured. */
  Instant startedAt() {
    return startedAt;
  }

  /** Chunks published so far. */
  long published() {
    return gateway.published();
  }

  /** Windows that the published sound holds. */
  long windows(Listening listening) {
    return samplesBySensor.values().stream()
        .mapToLong(samples -> listening.windowsIn(samples))
        .sum();
  }

  /**
   * @throws IOException if the gateway could not go on
   */
  void requireHealthy() throws IOException {
    Exception cause = failure;
    if (cause != null) {
      throw new IOException(cause.getMessage(), cause);
    }
  }

  /** Ends the streams and waits until what was captured has been delivered. */
  void stop() throws IOException, InterruptedException {
    gateway.stop();
    if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the gateway did not stop within %d s".formatted(STOP_SECONDS));
    }
    requireHealthy();
    publisher.close();
  }

  @Override
  public void close() throws IOException {
    gateway.stop();
    publisher.close();
  }
}
