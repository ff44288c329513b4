/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.api.FleetApi.StatusJson;
import io.auscult.console.api.FleetApi.TileJson;
import io.auscult.console.state.Fleet;
import io.auscult.console.state.Machine;
import io.auscult.console.state.MachineState;
import io.auscult.console.state.Tile;
import io.javalin.http.sse.SseClient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells pages what changes, once a second: the event {@code tiles} has the machines of which
 * something was heard, {@code status} how much the console knows. Each page has a thread of the
 * server for as long as it is open.
 */
final class Events {

  static final int MOST_PAGES = 40;
  private static final long PERIOD_MILLIS = 1_000;

  private final Fleet fleet;
  private final FleetApi api;
  private final AtomicInteger pages = new AtomicInteger();
  private final CountDownLatch stop = new CountDownLatch(1);

  Events(Fleet fleet, FleetApi api) {
    this.fleet = fleet;
    this.api = api;
  }

  /** How many pages are open. */
  int pages() {
    return pages.get();
  }

  /** What a page knows. */
  private static final class Told {
    private final Map<String, Long> versions = new HashMap<>();
    private final Map<String, MachineState> states = new HashMap<>();
  }

  void serve(SseClient page) {
    if (pages.incrementAndGet() > MOST_PAGES) {
      pages.decrementAndGet();
      page.sendEvent("full", Map.of("error", MOST_PAGES + " pages are open already"));
      page.close();
      return;
    }
    try {
      Told told = new Told();
      boolean closed = false;
      while (!closed && !page.terminated()) {
        StatusJson status = api.status();
        page.sendEvent("status", status);
        List<TileJson> changed = changed(told, status.now());
        if (!changed.isEmpty()) {
          page.sendEvent("tiles", changed);
        }
        closed = stop.await(PERIOD_MILLIS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      pages.decrementAndGet();
      page.close();
    }
  }

  private List<TileJson> changed(Told told, Instant now) {
    List<TileJson> changed = new ArrayList<>();
    for (Machine machine : fleet.machines()) {
      long version = machine.version();
      Tile tile = machine.tile(now);
      Long known = told.versions.put(tile.machine(), version);
      MachineState state = told.states.put(tile.machine(), tile.standing().state());
      if (known == null || known != version || state != tile.standing().state()) {
        changed.add(TileJson.of(tile, null));
      }
    }
    return changed;
  }

  void close() {
    stop.countDown();
  }
}
