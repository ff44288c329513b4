/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import io.auscult.contracts.Topics;
import io.auscult.gateway.capture.Backoff;
import io.auscult.gateway.settings.PublishSettings;
import io.auscult.gateway.spool.Spool;
import io.auscult.gateway.spool.SpoolPosition;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.gateway.spool.Spooled;
import java.io.Closeable;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what waits in a spool to Kafka, the oldest first, on a thread of its own: idempotent,
 * acknowledged by all replicas in sync. What cannot be delivered stays in the spool; it is tried
 * again with a new connection, from the first record on that Kafka has not acknowledged, for as
 * long as it takes. So a record can be there twice, but never out of order by more than what was
 * under way.
 */
public final class SpoolPublisher implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(SpoolPublisher.class);

  /** About 8 MB of sound at 16 kHz. */
  private static final int MOST_UNDER_WAY = 256;

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final Duration RETRY_FIRST = Duration.ofMillis(500);
  private static final Duration RETRY_MOST = Duration.ofSeconds(30);

  private final Spool spool;
  private final PublishSettings settings;
  private final KafkaConnection connection;
  private final PublishListener listener;
  private final ReplayRate rate;
  private final Backoff backoff = new Backoff(RETRY_FIRST, RETRY_MOST, new Random());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "publisher");

  /** The furthest that was ever sent. */
  private @Nullable SpoolPosition furthest;

  /** Whether Kafka took anything since the last failure. */
  private volatile boolean hasArrived;

  private SpoolPublisher(
      Spool spool, PublishSettings settings, KafkaConnection connection, PublishListener listener) {
    this.spool = spool;
    this.settings = settings;
    this.connection = connection;
    this.listener = listener;
    this.rate = new ReplayRate(settings.replaySpeed(), System::nanoTime);
    thread.setDaemon(true);
  }

  /** Begins to publish, as soon as there are brokers. */
  public static SpoolPublisher start(
      Spool spool, PublishSettings settings, KafkaConnection connection, PublishListener listener) {
    SpoolPublisher publisher = new SpoolPublisher(spool, settings, connection, listener);
    publisher.thread.start();
    return publisher;
  }

  private void run() {
    try {
      while (!isClosed()) {
        tryToPublish();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tryToPublish() throws InterruptedException {
    try {
      publishUntilClosed();
    } catch (DeliveryFailedException | RuntimeException e) {
      if (!isClosed()) {
        listener.failing(String.valueOf(e.getMessage()));
        LOG.debug("publishing failed", e);
        spool.rewind();
        if (hasArrived) {
          backoff.reset();
          hasArrived = false;
        }
        await(backoff.next());
      }
    }
  }

  private void publishUntilClosed() throws DeliveryFailedException, InterruptedException {
    Producer<String, byte[]> producer = connection.open();
    UnderWay underWay = new UnderWay(MOST_UNDER_WAY, this::arrivedUpTo);
    Duration closeWithin = Duration.ZERO;
    try {
      while (!isClosed()) {
        underWay.requireHealthy();
        Spooled next = spool.next(POLL);
        if (next != null) {
          send(producer, next, underWay);
        }
      }
      closeWithin = CLOSE_WITHIN;
    } finally {
      producer.close(closeWithin);
    }
  }

  private void arrivedUpTo(SpoolPosition position) {
    spool.acknowledge(position);
    hasArrived = true;
  }

  private void send(Producer<String, byte[]> producer, Spooled next, UnderWay underWay)
      throws DeliveryFailedException, InterruptedException {
    SpoolRecord record = next.record();
    if (record.kind() == SpoolRecord.Kind.AUDIO) {
      await(rate.take(record.sensor(), record.sound()));
    }
    String stream = stream(record);
    UnderWay.Sent sent = null;
    while (sent == null && !isClosed()) {
      sent = underWay.add(next, stream);
    }
    if (sent == null) {
      return;
    }
    boolean again = furthest != null && next.position().compareTo(furthest) <= 0;
    listener.sent(record, again);
    send(producer, record, sent, underWay);
    if (!again) {
      furthest = next.position();
    }
  }

  private void send(
      Producer<String, byte[]> producer, SpoolRecord record, UnderWay.Sent sent, UnderWay underWay)
      throws DeliveryFailedException {
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(topic(record), record.key(), record.value()),
              (metadata, failure) -> {
                if (failure == null) {
                  listener.acknowledged(record);
                  underWay.arrived(sent);
                } else {
                  underWay.failed(connection.failed(failure, topic(record), setting(record)));
                  // What comes after it must not get there before it.
                  producer.close(Duration.ZERO);
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      underWay.requireHealthy();
      throw connection.failed(e, topic(record), setting(record));
    }
  }

  private @Nullable String stream(SpoolRecord record) {
    return record.kind() == SpoolRecord.Kind.AUDIO
        ? Topics.AUDIO
            .values()
            .deserializer()
            .deserialize(settings.audioTopic(), record.value())
            .getStreamId()
        : null;
  }

  private String topic(SpoolRecord record) {
    return record.kind() == SpoolRecord.Kind.AUDIO ? settings.audioTopic() : settings.healthTopic();
  }

  private static String setting(SpoolRecord record) {
    return record.kind() == SpoolRecord.Kind.AUDIO ? "publish.audioTopic" : "publish.healthTopic";
  }

  private void await(Duration time) throws InterruptedException {
    if (!time.isZero()) {
      boolean unused = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Ends; what is under way gets a few seconds to arrive. The spool stays open. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(2 * CLOSE_WITHIN.toMillis());
      thread.interrupt();
      thread.join(CLOSE_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
