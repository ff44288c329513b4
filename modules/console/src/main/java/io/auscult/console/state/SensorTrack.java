/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.WindowScore;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one microphone of a machine brought. Guarded by its machine. */
final class SensorTrack {

  private final RecentWindows recent = new RecentWindows();
  private final DayHistory day = new DayHistory();
  private @Nullable WindowScore latest;

  /** Takes a window as it comes. */
  void add(WindowScore window) {
    recent.add(window);
    day.add(window);
    remember(window);
  }

  /** Takes a window of the time before the console began. */
  void addEarlier(WindowScore window) {
    day.add(window);
    remember(window);
  }

  private void remember(WindowScore window) {
    WindowScore before = latest;
    if (before == null || !window.getWindowEnd().isBefore(before.getWindowEnd())) {
      latest = window;
    }
  }

  RecentWindows recent() {
    return recent;
  }

  DayHistory day() {
    return day;
  }

  @Nullable WindowScore latest() {
    return latest;
  }

  /** When the run of windows over the threshold began that lasts until now; null: there is none. */
  @Nullable Instant overSince() {
    Instant since = null;
    for (int i = recent.size() - 1; i >= 0 && recent.isOver(i); i--) {
      since = recent.end(i);
    }
    return since;
  }
}
