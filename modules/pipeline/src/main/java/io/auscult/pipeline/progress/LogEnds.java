/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.progress;

import static java.util.Objects.requireNonNull;

import io.auscult.contracts.BrokerUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps asking the brokers how far {@code auscult.audio} reaches, from a thread and with a client
 * of its own, so that no stream thread ever waits for the answer. Thread-safe.
 */
public final class LogEnds implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LogEnds.class);
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Duration MAX_AGE = Duration.ofSeconds(10);
  private static final Duration CLOSE_WITHIN = Duration.ofSeconds(1);

  /** What a {@code read_committed} consumer can reach. */
  private static final ListOffsetsOptions COMMITTED =
      new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

  private final Admin admin;
  private final String topic;
  private final String bootstrapServers;
  private final Duration period;
  private final Duration maxAge;
  private final Map<Integer, End> ends = new ConcurrentHashMap<>();
  private final Thread thread = new Thread(this::askOn, "log-ends");

  /** Whether the last question was answered; used by the asking thread alone. */
  private boolean answered = true;

  /**
   * @param offset the end
   * @param askedNanos when it was asked for, so it is at least as new as that
   */
  private record End(long offset, long askedNanos) {}

  private LogEnds(
      Admin admin, String topic, String bootstrapServers, Duration period, Duration maxAge) {
    this.admin = admin;
    this.topic = topic;
    this.bootstrapServers = bootstrapServers;
    this.period = period;
    this.maxAge = maxAge;
    thread.setDaemon(true);
  }

  /**
   * Asks every 2 s; an answer holds for 10 s.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param topic with the sound
   * @throws BrokerUnavailableException if the settings are unusable, for example because no host in
   *     {@code bootstrap.servers} can be resolved; a broker that does not answer is asked again
   */
  public static LogEnds start(Map<String, ?> clientSettings, String topic)
      throws BrokerUnavailableException {
    return start(clientSettings, topic, PERIOD, MAX_AGE);
  }

  /**
   * @param period from an answer to the next question
   * @param maxAge how long an answer holds; a question is given up after half of it
   */
  static LogEnds start(
      Map<String, ?> clientSettings, String topic, Duration period, Duration maxAge)
      throws BrokerUnavailableException {
    String bootstrapServers =
        String.valueOf(clientSettings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG));
    Map<String, Object> settings = new HashMap<>(clientSettings);
    int timeout = Math.toIntExact(maxAge.dividedBy(2).toMillis());
    settings.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
    settings.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, timeout);
    Admin admin;
    try {
      admin = Admin.create(settings);
    } catch (KafkaException e) {
      throw new BrokerUnavailableException(
          "Cannot use bootstrap.servers=%s: %s".formatted(bootstrapServers, rootMessage(e)), e);
    }
    LogEnds logEnds = new LogEnds(admin, topic, bootstrapServers, period, maxAge);
    logEnds.thread.start();
    return logEnds;
  }

  /**
   * The offset that the next chunk of a partition will get.
   *
   * @return empty if no broker has said so within the last 10 s, or there is no such partition
   */
  public OptionalLong endOffset(int partition) {
    End end = ends.get(partition);
    return end == null || System.nanoTime() - end.askedNanos > maxAge.toNanos()
        ? OptionalLong.empty()
        : OptionalLong.of(end.offset);
  }

  private void askOn() {
    try {
      while (!Thread.interrupted()) {
        try {
          ask();
          noteAnswer();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
          noteSilence(e);
        }
        Thread.sleep(period.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  private void ask() throws ExecutionException, TimeoutException, InterruptedException {
    long asked = System.nanoTime();
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (TopicPartitionInfo partition : partitions()) {
      latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
    }
    ListOffsetsResult offsets = admin.listOffsets(latest, COMMITTED);
    ExecutionException unanswered = null;
    for (TopicPartition partition : latest.keySet()) {
      try {
        long offset = answer(offsets.partitionResult(partition)).offset();
        ends.put(partition.partition(), new End(offset, asked));
      } catch (ExecutionException e) {
        unanswered = e; // the other partitions may have other leaders
      }
    }
    if (unanswered != null) {
      throw unanswered;
    }
  }

  private List<TopicPartitionInfo> partitions()
      throws ExecutionException, TimeoutException, InterruptedException {
    return answer(requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)))
        .partitions();
  }

  /** The client itself gives up earlier; this is for one that hangs. */
  private <T> T answer(KafkaFuture<T> future)
      throws ExecutionException, TimeoutException, InterruptedException {
    return future.get(maxAge.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void noteAnswer() {
    if (!answered) {
      LOG.info("log ends known again bootstrap.servers={}", bootstrapServers);
      answered = true;
    }
  }

  private void noteSilence(Exception e) {
    if (answered) {
      LOG.warn(
          "log ends unknown topic={} bootstrap.servers={} cause=\"{}\": lag is not known until a"
              + " broker answers again",
          topic,
          bootstrapServers,
          rootMessage(e));
      answered = false;
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }

  /** Asks no more; within two seconds. What is known ages as before. Safe to call twice. */
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(CLOSE_WITHIN.toMillis()); // or the client would end under its hands
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    admin.close(CLOSE_WITHIN);
  }
}
