/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.app.AnomalyText;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.WindowScore;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The fleet as a table. On a terminal it is drawn over itself; elsewhere it is printed now and
 * then. Events are printed above it as they come.
 */
final class Board {

  private static final String ROW = "%-16s %10s %10s %10s  %s";
  private static final int PLAIN_EVERY = 10;

  private final PrintStream out;
  private final boolean terminal;
  private final Map<String, @Nullable WindowScore> latest = new TreeMap<>();
  private final Set<String> open = new TreeSet<>();
  private int drawn;
  private int calls;

  /**
   * @param out where to
   * @param terminal whether that understands ANSI escapes
   * @param machines in the plant
   */
  Board(PrintStream out, boolean terminal, List<String> machines) {
    this.out = out;
    this.terminal = terminal;
    machines.forEach(machine -> latest.put(machine, null));
  }

  void show(WindowScore score) {
    latest.put(score.getMachineId(), score);
  }

  void show(AnomalyEvent event, boolean reallyBroken) {
    if (event.getState() == AnomalyState.CLOSED) {
      open.remove(event.getMachineId());
    } else {
      open.add(event.getMachineId());
    }
    say(AnomalyText.line(event) + (reallyBroken ? "" : "  FALSE ALARM"));
  }

  /** Prints a line above the table. */
  void say(String line) {
    erase();
    out.println(line);
  }

  /** Call once a second. */
  void draw(String heading) {
    if (!terminal && calls++ % PLAIN_EVERY != 0) {
      return;
    }
    erase();
    out.println(heading);
    out.printf(ROW + "%n", "machine", "level dBFS", "score", "threshold", "state");
    latest.forEach((machine, score) -> out.println(row(machine, score)));
    out.flush();
    drawn = latest.size() + 2;
  }

  private String row(String machine, @Nullable WindowScore score) {
    if (score == null) {
      return ROW.formatted(machine, "", "", "", "waiting for sound");
    }
    String state = open.contains(machine) ? "ANOMALY" : "healthy";
    String row =
        ROW.formatted(
            machine,
            "%.1f".formatted(score.getLevelDbfs()),
            "%.4f".formatted(score.getSmoothedScore()),
            "%.4f".formatted(score.getThreshold()),
            state);
    return terminal && open.contains(machine) ? "\u001b[1;31m" + row + "\u001b[0m" : row;
  }

  private void erase() {
    if (terminal && drawn > 0) {
      out.print("\u001b[" + drawn + "F\u001b[J");
    }
    drawn = 0;
  }
}
