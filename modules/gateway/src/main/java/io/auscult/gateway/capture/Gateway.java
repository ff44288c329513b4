/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.gateway.source.WallClock;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears many sources at once, each on a thread of its own, and hands their chunks to one sink. What
 * goes wrong with a source concerns no other.
 */
public final class Gateway implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
  private static final long CHECK_MILLIS = 500;
  private static final long END_SECONDS = 20;

  private final List<Capture> captures = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final CountDownLatch running;
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "watchdog"));

  private Gateway(List<Feed> feeds) {
    Set<String> names = new HashSet<>();
    for (Feed feed : feeds) {
      if (!names.add(feed.name())) {
        throw new IllegalArgumentException("two sources are called " + feed.name());
      }
    }
    if (feeds.isEmpty()) {
      throw new IllegalArgumentException("a gateway needs at least one source");
    }
    running = new CountDownLatch(feeds.size());
  }

  /**
   * Begins to hear.
   *
   * @param feeds at least one, of different names
   * @param sink takes chunks from many threads, those of a sensor from one
   */
  public static Gateway start(
      List<Feed> feeds, CaptureRules rules, ChunkSink sink, CaptureListener listener) {
    Gateway gateway = new Gateway(feeds);
    WallClock clock = WallClock.system();
    for (Feed feed : feeds) {
      Capture capture = new Capture(feed, rules, sink, listener, clock, new Random());
      gateway.captures.add(capture);
      gateway.threads.add(daemon(() -> gateway.run(capture), "source-" + feed.name()));
    }
    gateway.threads.forEach(Thread::start);
    var unused =
        gateway.watchdog.scheduleWithFixedDelay(
            gateway::check, CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    return gateway;
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private void run(Capture capture) {
    try {
      capture.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      if (failure.compareAndSet(null, e)) {
        captures.forEach(Gateway::close);
      }
    } finally {
      running.countDown();
    }
  }

  private void check() {
    for (Capture capture : captures) {
      try {
        capture.check();
      } catch (IOException | RuntimeException e) {
        LOG.warn("source does not close source={} error={}", capture.feed().name(), e.toString());
      }
    }
  }

  private static void close(Capture capture) {
    try {
      capture.close();
    } catch (IOException e) {
      LOG.warn("source does not close source={} error={}", capture.feed().name(), e.toString());
    }
  }

  /**
   * Waits until there will be no more sound of any source.
   *
   * @throws IOException if the sink lost a chunk; the message is one line. Nothing is heard after
   *     that
   */
  public void awaitEnd() throws IOException, InterruptedException {
    running.await();
    requireHealthy();
  }

  /**
   * Makes sure that nothing was lost so far.
   *
   * @throws IOException if the sink lost a chunk
   */
  public void requireHealthy() throws IOException {
    Exception cause = failure.get();
    if (cause != null) {
      throw new IOException(cause.getMessage(), cause);
    }
  }

  /** Stops to listen; what was heard has been handed over to the sink. Safe to call twice. */
  @Override
  public void close() {
    captures.forEach(Gateway::close);
    watchdog.shutdownNow();
    try {
      if (!running.await(END_SECONDS, TimeUnit.SECONDS)) {
        LOG.warn("sources do not end left={}", running.getCount());
        threads.forEach(Thread::interrupt);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
