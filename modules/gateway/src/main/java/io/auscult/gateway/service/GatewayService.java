/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import io.auscult.gateway.capture.CaptureListener;
import io.auscult.gateway.capture.CaptureRules;
import io.auscult.gateway.capture.Feed;
import io.auscult.gateway.capture.Feeds;
import io.auscult.gateway.capture.Gateway;
import io.auscult.gateway.publish.KafkaConnection;
import io.auscult.gateway.publish.SpoolPublisher;
import io.auscult.gateway.publish.SpoolSink;
import io.auscult.gateway.settings.GatewaySettings;
import io.auscult.gateway.spool.Spool;
import io.auscult.operations.MetricsRegistry;
import io.auscult.operations.OperationsServer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway that runs: every source is heard, every chunk goes to the spool and from there to
 * Kafka, whether or not there are brokers at present.
 */
public final class GatewayService implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayService.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration DRAIN_WITHIN = Duration.ofSeconds(5);

  private final GatewayStatus status;
  private final GatewayMetrics metrics;
  private final MetricsRegistry registry = new MetricsRegistry(id -> false);
  private final Spool spool;
  private final OperationsServer server;
  private final Gateway gateway;
  private final SpoolPublisher publisher;
  private final CountDownLatch closed = new CountDownLatch(1);

  private GatewayService(GatewaySettings settings, CaptureListener follower) throws IOException {
    List<Feed> feeds = settings.sources().stream().map(Feeds::of).toList();
    List<String> sources = feeds.stream().map(Feed::name).toList();
    status = new GatewayStatus(sources, System::nanoTime);
    metrics = new GatewayMetrics(registry.meters(), sources);
    spool = Spool.open(settings.spool(), new SpoolObserver(status, metrics));
    metrics.watch(spool::depth, settings.spool(), status);
    try {
      server =
          OperationsServer.start(
              settings.http(), new GatewayProbes(status, spool::depth), registry::scrape);
    } catch (IOException | RuntimeException e) {
      spool.close();
      throw e;
    }
    SpoolSink sink = new SpoolSink(spool, settings.publish().encoding());
    gateway =
        Gateway.start(
            feeds,
            new CaptureRules(settings.watchdog(), settings.signal(), settings.clock()),
            sink,
            new CaptureObserver(status, metrics, sink, follower));
    publisher =
        SpoolPublisher.start(
            spool,
            settings.publish(),
            new KafkaConnection(settings.kafka(), settings.publish(), settings.name()),
            new PublishObserver(status, metrics));
  }

  /** Starts, and nobody else follows it; see {@link #start(GatewaySettings, CaptureListener)}. */
  public static GatewayService start(GatewaySettings settings) throws IOException {
    return start(settings, CaptureListener.NONE);
  }

  /**
   * Starts.
   *
   * @param follower learns of every chunk when the spool has taken or refused it
   * @throws IOException if the spool's folder cannot be used, or the port of the metrics is taken;
   *     the message is one line
   */
  public static GatewayService start(GatewaySettings settings, CaptureListener follower)
      throws IOException {
    return new GatewayService(settings, follower);
  }

  /** Where metrics and health are answered. */
  public int port() {
    return server.port();
  }

  /** Waits until no source will give any more sound and Kafka has all of it, or this is closed. */
  public void awaitEnd() throws IOException, InterruptedException {
    gateway.awaitEnd();
    while (closed.getCount() > 0 && spool.depth().records() > 0) {
      boolean unused = closed.await(POLL.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  /** The last chunks of the streams get a moment to arrive, if others do. */
  private void drain() {
    long deadline = System.nanoTime() + DRAIN_WITHIN.toNanos();
    try {
      while (!status.hasKafkaFailed()
          && spool.depth().records() > 0
          && System.nanoTime() - deadline < 0) {
        Thread.sleep(POLL.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends; what Kafka does not take within seconds stays in the spool. Safe to call twice. */
  @Override
  public void close() {
    if (closed.getCount() == 0) {
      return;
    }
    closed.countDown();
    gateway.close();
    drain();
    publisher.close();
    try {
      spool.close();
    } catch (IOException e) {
      LOG.warn("the spool was not closed in order error={}", e.toString());
    }
    server.close();
    registry.close();
  }
}
