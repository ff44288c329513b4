/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import io.auscult.cli.OneLineErrors;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.Topics;
import io.auscult.notifier.event.Notices;
import io.auscult.notifier.machines.MachineTable;
import io.auscult.notifier.settings.NotifierSettings;
import io.auscult.notifier.settings.SinkSettings;
import io.auscult.notifier.sink.Sink;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of one sink: reads its consumer group's events and tells the sink. It waits for no
 * other sink, and no other waits for it.
 */
public final class SinkWorker implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(SinkWorker.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration LONGEST_POLL = Duration.ofMillis(250);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
  private static final Duration STATE_EVERY = Duration.ofSeconds(5);
  private static final Duration RECONNECT_AFTER = Duration.ofSeconds(1);
  private static final Duration END_WITHIN = Duration.ofSeconds(5);

  /** What may be set otherwise. */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          // The partitions of one that was killed go to another soon.
          ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
          10_000,
          ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
          3_000,
          // A try of an Alertmanager can take as many timeouts as it has addresses.
          ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
          600_000,
          ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
          100);

  private final NotifierSettings settings;
  private final SinkSettings sinkSettings;
  private final Sink sink;
  private final MachineTable machines;
  private final SinkListener listener;
  private final Notices notices;
  private final RateLimit limit;
  private final Attempts attempts;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private @Nullable String kafkaFailure;

  private SinkWorker(
      NotifierSettings settings,
      SinkSettings sinkSettings,
      Sink sink,
      MachineTable machines,
      SinkListener listener) {
    this.settings = settings;
    this.sinkSettings = sinkSettings;
    this.sink = sink;
    this.machines = machines;
    this.listener = listener;
    this.notices =
        new Notices(
            machines::place, settings.criticalAfter(), settings.kafka().forClient(settings.name()));
    this.limit = new RateLimit(sinkSettings.limit(), InstantSource.system());
    this.attempts =
        new Attempts(
            sinkSettings.name(),
            sinkSettings.retry(),
            new Random(settings.seed() + sinkSettings.name().hashCode()),
            listener);
    this.thread = new Thread(this::run, "sink-" + sinkSettings.name());
  }

  /**
   * Starts.
   *
   * @param sink not yet open; closed with this
   * @param machines is closed by somebody else
   */
  public static SinkWorker start(
      NotifierSettings settings,
      SinkSettings sinkSettings,
      Sink sink,
      MachineTable machines,
      SinkListener listener) {
    SinkWorker worker = new SinkWorker(settings, sinkSettings, sink, machines, listener);
    worker.thread.start();
    return worker;
  }

  /** Whether it still works; nothing but a defect of the program ends it. */
  public boolean isAlive() {
    return thread.isAlive();
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }

  private void run() {
    try {
      while (!isClosing()) {
        try {
          awaitMachines();
          serve();
        } catch (BrokerUnavailableException | KafkaException e) {
          if (e instanceof InterruptException) {
            return;
          }
          kafkaFailed(OneLineErrors.message(e));
        } catch (RuntimeException e) {
          LOG.error("sink begins anew after a defect sink={}", sinkSettings.name(), e);
          listener.kafka("the log says why: " + OneLineErrors.message(e));
        }
        boolean unused = closing.await(RECONNECT_AFTER.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      LOG.debug("sink interrupted sink={}", sinkSettings.name());
    } finally {
      sink.close();
    }
  }

  private void kafkaFailed(String why) {
    if (!why.equals(kafkaFailure)) {
      LOG.warn("events are not read sink={} reason={}", sinkSettings.name(), why);
    }
    kafkaFailure = why;
    listener.kafka(why);
  }

  /** Where a machine is decides where its events go. */
  private void awaitMachines() throws InterruptedException {
    while (!machines.isCaughtUp() && !isClosing()) {
      String why = machines.failure();
      listener.kafka(why == null ? "reading " + Topics.MACHINES.name() : why);
      boolean unused = closing.await(100, TimeUnit.MILLISECONDS);
    }
  }

  private void serve() throws BrokerUnavailableException, InterruptedException {
    if (isClosing()) {
      return;
    }
    Map<String, Object> client =
        settings.kafka().forClient(settings.name() + "-" + sinkSettings.name());
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      admin.require(Topics.ANOMALIES);
      admin.require(Topics.HEALTH);
    }
    try (EventFeed feed =
        new EventFeed(
            new KafkaConsumer<>(
                consumerSettings(client), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
            client,
            notices,
            sinkSettings.route(),
            settings.lookBack(),
            limit,
            listener)) {
      serve(feed);
    }
  }

  private Map<String, Object> consumerSettings(Map<String, Object> client) {
    Map<String, Object> all = new HashMap<>(DEFAULTS);
    all.putAll(client);
    all.put(ConsumerConfig.GROUP_ID_CONFIG, sinkSettings.group());
    all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    // Anomalies and health of a machine go to the same instance.
    all.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, RangeAssignor.class.getName());
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    // What retention has deleted while the sink was away is gone; go on with the oldest left.
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    return all;
  }

  private void serve(EventFeed feed) throws BrokerUnavailableException, InterruptedException {
    Deliverer deliverer = new Deliverer(sinkSettings.name(), sink, feed, limit, attempts, listener);
    Duration idle = Duration.ZERO;
    long commitAt = System.nanoTime();
    long stateAt = System.nanoTime();
    while (!isClosing()) {
      if (feed.poll(pollTime(idle))) {
        deliverer.beginAnew();
      }
      idle = deliverer.step();
      long now = System.nanoTime();
      // Brokers that are away do not end it: what is open must not seem to end meanwhile.
      try {
        if (now - commitAt >= 0) {
          commitAt = now + COMMIT_EVERY.toNanos();
          feed.commit();
        }
        if (now - stateAt >= 0) {
          stateAt = now + STATE_EVERY.toNanos();
          listener.state(feed.lag(), feed.open().all().size());
          listener.kafka(null);
          kafkaFailure = null;
        }
      } catch (TimeoutException e) {
        kafkaFailed(OneLineErrors.message(e));
      }
    }
  }

  private static Duration pollTime(Duration idle) {
    if (idle.isNegative()) {
      return Duration.ZERO;
    }
    return idle.compareTo(LONGEST_POLL) < 0 ? idle : LONGEST_POLL;
  }

  /** Asks it to end, without waiting for that. */
  public void stop() {
    closing.countDown();
  }

  /** Ends within seconds; what is under way is told again after the next start, if it must be. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(END_WITHIN.toMillis());
      thread.interrupt();
      thread.join(END_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
