/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import io.auscult.notifier.settings.RetrySettings;
import io.auscult.notifier.sink.DeliveryException;
import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tries to reach a sink, and after a failure waits before the next try. */
final class Attempts {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  /** One try. */
  interface Try {
    void run() throws DeliveryException, InterruptedException;
  }

  /** What became of a try. */
  enum Outcome {
    TAKEN,
    REFUSED,
    FAILED
  }

  private final String sink;
  private final RetrySettings retry;
  private final RandomGenerator random;
  private final SinkListener listener;
  private int failures;
  private long nextAt = System.nanoTime();
  private @Nullable String why;

  /** Since when the receiver breaks down over the same thing; null: it does not. */
  private @Nullable Long stumblingSince;

  Attempts(String sink, RetrySettings retry, RandomGenerator random, SinkListener listener) {
    this.sink = sink;
    this.retry = retry;
    this.random = random;
    this.listener = listener;
  }

  /** How long to wait before the next try; zero or less for not at all. */
  Duration untilNext(long nanoTime) {
    return Duration.ofNanos(nextAt - nanoTime);
  }

  Outcome run(Try attempt) throws InterruptedException {
    try {
      attempt.run();
      succeeded();
      return Outcome.TAKEN;
    } catch (DeliveryException e) {
      if (e.isRefused() || isToBeGivenUp(e)) {
        // It answers, so it is there.
        succeeded();
        LOG.warn("sink refuses sink={} reason={}", sink, e.getMessage());
        return Outcome.REFUSED;
      }
      failed(e);
      return Outcome.FAILED;
    }
  }

  private boolean isToBeGivenUp(DeliveryException e) {
    if (!e.isStumble()) {
      stumblingSince = null;
      return false;
    }
    long now = System.nanoTime();
    if (stumblingSince == null) {
      stumblingSince = now;
    }
    return retry.giveUpAfter() != null && now - stumblingSince >= retry.giveUpAfter().toNanos();
  }

  private void succeeded() {
    stumblingSince = null;
    if (why != null) {
      LOG.info("sink takes events again sink={} failures={}", sink, failures);
    }
    why = null;
    failures = 0;
    nextAt = System.nanoTime();
    listener.sink(null);
  }

  private void failed(DeliveryException e) {
    failures++;
    Duration wait = e.retryAfter() == null ? retry.after(failures, random) : e.retryAfter();
    nextAt = System.nanoTime() + wait.toNanos();
    if (!Objects.equals(why, e.getMessage())) {
      LOG.warn("sink fails sink={} reason={}", sink, e.getMessage());
    }
    why = e.getMessage();
    listener.failed();
    listener.sink(why);
  }
}
