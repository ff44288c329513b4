/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import io.auscult.notifier.delivery.Attempts.Outcome;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Summary;
import io.auscult.notifier.sink.Change;
import io.auscult.notifier.sink.Sink;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a sink what its feed has, one try a step, so that somebody can keep the feed's membership
 * alive between two tries. Not thread-safe.
 */
final class Deliverer {

  private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);

  /** Nothing is to be done, until something comes. */
  private static final Duration IDLE = Duration.ofDays(1);

  private final String name;
  private final Sink sink;
  private final EventFeed feed;
  private final RateLimit limit;
  private final Attempts attempts;
  private final SinkListener listener;

  /** Whether the feed's next event may be told; null: that was not asked yet. */
  private @Nullable Boolean admitted;

  private long refreshAt = System.nanoTime();

  Deliverer(
      String name,
      Sink sink,
      EventFeed feed,
      RateLimit limit,
      Attempts attempts,
      SinkListener listener) {
    this.name = name;
    this.sink = sink;
    this.feed = feed;
    this.limit = limit;
    this.attempts = attempts;
    this.listener = listener;
  }

  /** The feed has begun anew: the sink hears at once of what is open. */
  void beginAnew() {
    admitted = null;
    refreshAt = System.nanoTime();
  }

  /**
   * Does what is due, with one try at most.
   *
   * @return how long there is nothing to do, unless something comes; zero or less: there is
   */
  Duration step() throws InterruptedException {
    long now = System.nanoTime();
    Duration wait = attempts.untilNext(now);
    if (wait.compareTo(Duration.ZERO) > 0) {
      return wait;
    }
    Duration refreshEvery = sink.refreshEvery();
    Summary summary = limit.due();
    Event event = feed.next();
    if (!sink.isOpen()) {
      attempts.run(sink::open);
    } else if (refreshEvery != null && now - refreshAt >= 0) {
      refresh(refreshEvery);
    } else if (summary != null) {
      summarize(summary);
    } else if (event != null) {
      deliver(event);
    } else {
      return refreshEvery == null ? IDLE : Duration.ofNanos(refreshAt - now);
    }
    return Duration.ZERO;
  }

  private void refresh(Duration every) throws InterruptedException {
    if (attempts.run(() -> sink.refresh(feed.open().all())) != Outcome.FAILED) {
      refreshAt = System.nanoTime() + every.toNanos();
    }
  }

  private void summarize(Summary summary) throws InterruptedException {
    Outcome outcome = attempts.run(() -> sink.summarize(summary));
    if (outcome == Outcome.REFUSED) {
      listener.refused();
    }
    if (outcome != Outcome.FAILED) {
      limit.summarized();
    }
  }

  private void deliver(Event event) throws InterruptedException {
    Notice notice = event.notice();
    if (!feed.isRouted(notice)) {
      feed.settle();
      return;
    }
    boolean isAdmitted = isAdmitted(notice);
    Change change =
        new Change(notice, feed.open().get(notice.condition()), feed.open().ofMachineAfter(notice));
    switch (tell(change, isAdmitted)) {
      case FAILED -> {
        return;
      }
      case REFUSED -> {
        listener.refused();
        LOG.warn("event given up sink={} machine={} id={}", name, notice.machineId(), notice.id());
      }
      case TAKEN -> {
        if (isAdmitted) {
          Duration age = Duration.between(event.writtenAt(), Instant.now());
          listener.delivered(age.isNegative() ? Duration.ZERO : age);
        }
      }
    }
    feed.open().apply(event);
    feed.settle();
    admitted = null;
  }

  private boolean isAdmitted(Notice notice) {
    if (admitted == null) {
      admitted = limit.admits(notice);
      if (!admitted) {
        listener.limited();
      }
    }
    return admitted;
  }

  private Outcome tell(Change change, boolean isAdmitted) throws InterruptedException {
    try {
      return attempts.run(isAdmitted ? () -> sink.tell(change) : () -> sink.limited(change));
    } catch (RuntimeException e) {
      // Whatever is wrong with one event must not keep all others from being told.
      LOG.error("event cannot be sent sink={} id={}", name, change.notice().id(), e);
      return Outcome.REFUSED;
    }
  }
}
