/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import io.auscult.notifier.delivery.SinkWorker;
import io.auscult.notifier.machines.MachineTable;
import io.auscult.notifier.settings.NotifierSettings;
import io.auscult.notifier.settings.SinkSettings;
import io.auscult.notifier.sink.Sinks;
import io.auscult.operations.MetricsRegistry;
import io.auscult.operations.OperationsServer;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/**
 * A notifier that runs: every sink is told of every event that is routed to it, at least once,
 * whether or not there are brokers and sinks at present.
 */
public final class NotifierService implements Closeable {

  private final MetricsRegistry registry = new MetricsRegistry(id -> false);
  private final List<SinkWorker> workers = new CopyOnWriteArrayList<>();
  private final OperationsServer server;
  private final MachineTable machines;
  private final CountDownLatch closed = new CountDownLatch(1);

  private NotifierService(NotifierSettings settings) throws IOException {
    SortedMap<String, SinkStatus> statuses = new TreeMap<>();
    settings.sinks().forEach(sink -> statuses.put(sink.name(), new SinkStatus()));
    server =
        OperationsServer.start(
            settings.http(), new NotifierProbes(statuses, this::isWorking), registry::scrape);
    machines = MachineTable.follow(settings.kafka().forClient(settings.name() + "-machines"));
    for (SinkSettings sink : settings.sinks()) {
      workers.add(
          SinkWorker.start(
              settings,
              sink,
              Sinks.of(sink, settings.source()),
              machines,
              new SinkObserver(
                  registry.meters(),
                  sink.name(),
                  Objects.requireNonNull(statuses.get(sink.name())))));
    }
  }

  /**
   * Starts.
   *
   * @throws IOException if the port of the metrics is taken; the message is one line
   */
  public static NotifierService start(NotifierSettings settings) throws IOException {
    return new NotifierService(settings);
  }

  private boolean isWorking() {
    return workers.stream().allMatch(SinkWorker::isAlive);
  }

  /** Where metrics and health are answered. */
  public int port() {
    return server.port();
  }

  /** Waits until this is closed. */
  public void awaitEnd() throws InterruptedException {
    closed.await();
  }

  /** Ends within seconds; what was not told is told after the next start. Safe to call twice. */
  @Override
  public void close() {
    workers.forEach(SinkWorker::stop);
    workers.forEach(SinkWorker::close);
    machines.close();
    server.close();
    registry.close();
    closed.countDown();
  }
}
