/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Fills a fleet with 500 machines and a whole day, and prints the megabytes that it takes. */
final class FullFleet {

  static final int MACHINES = 500;

  private FullFleet() {}

  public static void main(String[] args) {
    Fleet fleet = new Fleet(Clock.systemUTC());
    Instant now = Instant.now();
    for (int machine = 0; machine < MACHINES; machine++) {
      String id = "machine-" + machine;
      for (int second = 86_400; second > 600; second -= 10) {
        fleet.takeEarlier(Windows.of(id, now.minusSeconds(second), 0.1));
      }
      for (int half = 1_199; half >= 0; half--) {
        fleet.take(Windows.of(id, now.minus(Duration.ofMillis(500L * half)), 0.1));
      }
    }
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    long used = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
    System.out.println(used + " MB for " + fleet.machines().size() + " machines");
  }
}
