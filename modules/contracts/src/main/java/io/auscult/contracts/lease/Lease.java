/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.lease;

import static org.apache.kafka.clients.CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.Refusal;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * At most one process at a time holds a lease of a name; the others wait for it. Who wants it joins
 * the consumer group of that name on {@code auscult.models}, which has one partition, and whoever
 * Kafka assigns that to holds the lease, until it closes or is not heard of for the session's time.
 *
 * <p>The holder proves every third of the session that it still is one, by a commit that Kafka
 * refuses to anybody else, and takes itself for the holder no longer than a session after the last
 * proof. So a holder that is cut off stops before another one begins. What it cannot do is to stop
 * in the middle of something: a process that was paused goes on with the instruction it was at. Ask
 * {@link #isHeld} right before what only one may do, and let that bear being done twice.
 *
 * <p>Thread-safe.
 */
public final class Lease implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Lease.class);

  /** Who is not heard of for so long holds nothing any more. */
  public static final Duration SESSION = Duration.ofSeconds(15);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final TopicPartition PARTITION = new TopicPartition(Topics.MODELS.name(), 0);

  private final String name;
  private final String bootstrapServers;
  private final Duration session;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Thread thread;
  private final List<Runnable> onLost = new CopyOnWriteArrayList<>();

  /** Guards what follows. */
  private final Object lock = new Object();

  private boolean held;
  private long provenAt;
  private boolean closed;
  private @Nullable KafkaException failure;

  /** Of the thread that polls alone. */
  private boolean assigned;

  private long triedAt;

  private Lease(Map<String, ?> clientSettings, String name, Duration session) {
    this.name = name;
    this.bootstrapServers = String.valueOf(clientSettings.get(BOOTSTRAP_SERVERS_CONFIG));
    this.session = session;
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, name);
    settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // Sticky: one that joins does not take it from the holder.
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Math.toIntExact(session.toMillis()));
    settings.put(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.toIntExact(session.toMillis() / 5));
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    thread = new Thread(this::keep, "lease-" + name);
    thread.setDaemon(true);
  }

  /**
   * Joins those who want a lease.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param name of the lease, also of the consumer group, which must be used for nothing else
   * @throws BrokerUnavailableException if no broker answers, or it lacks {@code auscult.models}
   */
  public static Lease open(Map<String, ?> clientSettings, String name)
      throws BrokerUnavailableException, InterruptedException {
    return open(clientSettings, name, SESSION);
  }

  /**
   * As above.
   *
   * @param session who is not heard of for so long holds nothing any more; brokers allow 6 s to 30
   *     min unless they are told otherwise
   */
  public static Lease open(Map<String, ?> clientSettings, String name, Duration session)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = TopicAdmin.connect(clientSettings, ANSWER_WITHIN)) {
      admin.require(Topics.MODELS);
    }
    Lease lease = new Lease(clientSettings, name, session);
    lease.thread.start();
    return lease;
  }

  /**
   * Waits until this is the holder.
   *
   * @return false if another one holds it for all that time, or this one is closed
   * @throws BrokerUnavailableException if Kafka refuses; the message is one line
   */
  public boolean awaitHeld(Duration atMost)
      throws BrokerUnavailableException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (lock) {
      while (!isHeld() && !closed) {
        if (failure != null) {
          throw new BrokerUnavailableException(
              "Kafka at %s does not give the lease %s: %s"
                  .formatted(
                      bootstrapServers,
                      name,
                      Refusal.explain(failure, name).orElse(String.valueOf(failure.getMessage()))),
              failure);
        }
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          return false;
        }
        lock.wait(millis);
      }
      return isHeld();
    }
  }

  /** Whether this is the holder, as far as can be known. */
  public boolean isHeld() {
    synchronized (lock) {
      return held && System.nanoTime() - provenAt < session.toNanos();
    }
  }

  /**
   * Whenever the lease is lost, other than by {@link #close}, this is run, on the lease's own
   * thread; must not block.
   */
  public void onLost(Runnable action) {
    onLost.add(action);
  }

  private void keep() {
    try {
      consumer.subscribe(List.of(Topics.MODELS.name()), new Assignments());
      while (!isClosed()) {
        var unused = consumer.poll(POLL); // Nothing comes: what is assigned is paused.
        prove();
      }
    } catch (WakeupException e) {
      LOG.debug("lease closed name={}", name);
    } catch (KafkaException e) {
      LOG.error("lease not kept name={} reason={}", name, e.getMessage());
      synchronized (lock) {
        failure = e;
        lock.notifyAll();
      }
    } finally {
      lose();
      consumer.close(CloseOptions.timeout(CLOSE_WITHIN));
    }
  }

  private boolean isClosed() {
    synchronized (lock) {
      return closed;
    }
  }

  /** A commit is refused to whom the partition was taken from. */
  private void prove() {
    long now = System.nanoTime();
    boolean isDue = !isHeld() || now - triedAt >= session.toNanos() / 3;
    if (assigned && isDue) {
      triedAt = now;
      try {
        consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(0)), session.dividedBy(3));
        gain(now);
      } catch (RebalanceInProgressException | CommitFailedException | TimeoutException e) {
        LOG.debug("lease not proved name={} reason={}", name, e.getMessage());
      }
    }
    if (!isHeld()) {
      lose();
    }
  }

  private void gain(long proven) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      if (!held) {
        LOG.info("lease held name={}", name);
      }
      held = true;
      provenAt = proven;
      lock.notifyAll();
    }
  }

  private void lose() {
    boolean wasHeld;
    synchronized (lock) {
      wasHeld = held;
      held = false;
    }
    if (wasHeld) {
      LOG.warn("lease lost name={}", name);
      onLost.forEach(Runnable::run);
    }
  }

  /** Lets another one have it, at once. */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      held = false;
      lock.notifyAll();
    }
    consumer.wakeup();
    try {
      thread.join(ANSWER_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What Kafka gives and takes, on the thread that polls. */
  private final class Assignments implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> given) {
      consumer.pause(given);
      assigned |= given.contains(PARTITION);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> taken) {
      if (taken.contains(PARTITION)) {
        assigned = false;
        lose();
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
      onPartitionsRevoked(lost);
    }
  }
}
