/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Notices;
import io.auscult.notifier.event.Route;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events for one sink, in order, as its consumer group reads them. An offset is committed only
 * when all before it has been settled.
 *
 * <p>With partitions comes what is open in them: it is gathered from the records before the
 * committed offsets, which are not told again. Of a partition that the group has never read, only
 * what is open now is told.
 */
final class EventFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Where the sink is to be told something meanwhile. */
  private static final Duration SHORT_PATIENCE = Duration.ofSeconds(3);

  private static final List<TopicDefinition<?>> TOPICS = List.of(Topics.ANOMALIES, Topics.HEALTH);

  private final Consumer<byte[], byte[]> consumer;
  private final Map<String, Object> clientSettings;
  private final Notices notices;
  private final Route route;
  private final Duration lookBack;
  private final RateLimit limit;
  private final SinkListener listener;
  private final OpenConditions open = new OpenConditions();
  private final Deque<Waiting> waiting = new ArrayDeque<>();
  private final Map<TopicPartition, Long> settled = new HashMap<>();
  private final Map<TopicPartition, Long> committed = new HashMap<>();
  private boolean isNew;

  /**
   * An event whose turn will come.
   *
   * @param next the offset to go on with when it is settled; null if that settles nothing
   */
  private record Waiting(Event event, @Nullable Long next) {}

  /**
   * @param consumer of a group; closed with this
   * @param clientSettings for a second one, which looks back
   * @param limit nothing is committed while it holds something back
   */
  EventFeed(
      Consumer<byte[], byte[]> consumer,
      Map<String, Object> clientSettings,
      Notices notices,
      Route route,
      Duration lookBack,
      RateLimit limit,
      SinkListener listener) {
    this.consumer = consumer;
    this.clientSettings = clientSettings;
    this.notices = notices;
    this.route = route;
    this.lookBack = lookBack;
    this.limit = limit;
    this.listener = listener;
    consumer.subscribe(TOPICS.stream().map(TopicDefinition::name).toList(), new Rebalances());
  }

  /**
   * Keeps the membership of the group, and takes what is new once all else is settled.
   *
   * @return whether partitions were assigned meanwhile: what is {@link #open} has begun anew
   */
  boolean poll(Duration timeout) throws BrokerUnavailableException, InterruptedException {
    if (waiting.isEmpty()) {
      consumer.resume(consumer.assignment());
    } else {
      consumer.pause(consumer.assignment());
    }
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
      Notice notice = read(record);
      if (notice != null) {
        waiting.add(new Waiting(Event.of(notice, record), record.offset() + 1));
      }
    }
    if (!isNew) {
      return false;
    }
    begin();
    isNew = false;
    return true;
  }

  private @Nullable Notice read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return notices.of(record);
    } catch (SerializationException e) {
      listener.unreadable();
      LOG.warn(
          "a record was left out topic={} partition={} offset={} error={}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.getMessage());
      return null;
    }
  }

  /** The next event to tell; null if there is none. */
  @Nullable Event next() {
    Waiting head = waiting.peek();
    return head == null ? null : head.event();
  }

  /** The next event has been dealt with. */
  void settle() {
    Waiting head = waiting.remove();
    if (head.next() != null) {
      settled.put(head.event().partition(), head.next());
    }
  }

  /** What is open of what was routed to the sink, by what has been settled. */
  OpenConditions open() {
    open.forgetBefore(Instant.now().minus(lookBack));
    return open;
  }

  private void begin() throws BrokerUnavailableException, InterruptedException {
    Set<TopicPartition> assigned = consumer.assignment();
    Map<TopicPartition, Long> ends = consumer.endOffsets(assigned, PATIENCE);
    consumer
        .committed(assigned, PATIENCE)
        .forEach(
            (partition, offset) -> {
              if (offset != null) {
                committed.put(partition, offset.offset());
              }
            });
    Map<TopicPartition, Long> until = new HashMap<>(ends);
    until.putAll(committed);
    lookBack(until);

    Set<TopicPartition> unread = new HashSet<>(assigned);
    unread.removeAll(committed.keySet());
    unread.forEach(partition -> consumer.seek(partition, until.getOrDefault(partition, 0L)));
    open.events().stream()
        .filter(event -> unread.contains(event.partition()))
        .sorted(Comparator.comparing(Event::writtenAt))
        .forEach(event -> waiting.add(new Waiting(event, null)));
    LOG.info(
        "partitions assigned count={} unread={} open={}",
        assigned.size(),
        unread.size(),
        open.events().size());
  }

  private void lookBack(Map<TopicPartition, Long> until)
      throws BrokerUnavailableException, InterruptedException {
    Instant since = Instant.now().minus(lookBack);
    for (TopicDefinition<?> topic : TOPICS) {
      try (TopicContents contents = TopicContents.open(clientSettings, topic, PATIENCE)) {
        contents.forEach(since, record -> remember(record, until));
      }
    }
  }

  private void remember(ConsumerRecord<byte[], byte[]> record, Map<TopicPartition, Long> until) {
    Long end = until.get(new TopicPartition(record.topic(), record.partition()));
    if (end == null || record.offset() >= end) {
      return;
    }
    try {
      Notice notice = notices.of(record);
      if (isRouted(notice)) {
        open.apply(Event.of(notice, record));
      }
    } catch (SerializationException e) {
      LOG.debug("a record was left out looking back error={}", e.getMessage());
    }
  }

  /** Whether the sink is to be told: also the end of what it was told of, whatever has changed. */
  boolean isRouted(Notice notice) {
    if (route.matches(notice)) {
      return true;
    }
    Notice before = open.get(notice.condition());
    return before != null && before.isSameAs(notice);
  }

  /**
   * Commits what has been settled, as far as there is something new.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if no broker answers; it is committed
   *     another time
   */
  void commit() {
    if (limit.isHolding() || isNew) {
      return;
    }
    if (waiting.isEmpty()) {
      // Behind the last event may be what was left out, and the marks that end transactions.
      for (TopicPartition partition : consumer.assignment()) {
        settled.put(partition, consumer.position(partition, SHORT_PATIENCE));
      }
    }
    Map<TopicPartition, OffsetAndMetadata> changed = new HashMap<>();
    settled.forEach(
        (partition, offset) -> {
          if (!offset.equals(committed.get(partition))) {
            changed.put(partition, new OffsetAndMetadata(offset));
          }
        });
    if (changed.isEmpty()) {
      return;
    }
    try {
      consumer.commitSync(changed, SHORT_PATIENCE);
      changed.forEach((partition, offset) -> committed.put(partition, offset.offset()));
    } catch (RebalanceInProgressException e) {
      LOG.debug("not committed now: the group is rebalancing");
    }
  }

  /**
   * Records that have not been settled.
   *
   * @throws org.apache.kafka.common.errors.TimeoutException if no broker answers
   */
  long lag() {
    Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment(), SHORT_PATIENCE);
    long lag = 0;
    for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
      Long done = settled.getOrDefault(end.getKey(), committed.get(end.getKey()));
      lag += done == null ? 0 : Math.max(0, end.getValue() - done);
    }
    return lag;
  }

  /** Commits what it can, and leaves the group. */
  @Override
  public void close() {
    try {
      commit();
    } finally {
      consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }
  }

  private final class Rebalances implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      forget();
      isNew = !partitions.isEmpty();
      consumer.pause(partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      commit();
      forget();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      forget();
    }

    private void forget() {
      waiting.clear();
      settled.clear();
      committed.clear();
      open.clear();
      limit.reset();
    }
  }
}
