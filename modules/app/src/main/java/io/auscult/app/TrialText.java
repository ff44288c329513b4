/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.OneLine;
import io.auscult.trainer.TrialResult;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What came of a trial, as a table and a verdict. */
public final class TrialText {

  private static final String ROW = "%-24s %7s %7s %14s %7s %14s %14s";

  private TrialText() {}

  /** For a person. */
  public static List<String> lines(TrialResult trial) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "trial of %s against the champion %s: champion/challenger"
            .formatted(trial.challenger(), trial.champion()));
    lines.add(ROW.formatted("machine", "hours", "clips", "false alarms", "real", "caught", "AUC"));
    for (TrialResult.Machine machine : trial.machines()) {
      lines.add(
          ROW.formatted(
              OneLine.of(machine.machine()),
              "%.2f".formatted(machine.normalHours()),
              machine.normal().clips(),
              both(machine.normal()),
              machine.real().clips(),
              both(machine.real()),
              auc(machine.championAuc()) + "/" + auc(machine.challengerAuc())));
    }
    if (trial.alreadyHeard() > 0) {
      lines.add(
          "clips that do not count, because one of them was trained on them: "
              + trial.alreadyHeard());
    }
    lines.add(verdict(trial));
    trial.reasons().forEach(reason -> lines.add("  " + OneLine.of(reason)));
    return lines;
  }

  private static String both(TrialResult.Alarms alarms) {
    return alarms.champion() + "/" + alarms.challenger();
  }

  private static String auc(@Nullable Double auc) {
    return auc == null ? "-" : "%.3f".formatted(auc);
  }

  private static String verdict(TrialResult trial) {
    return switch (trial.verdict()) {
      case NOT_WORSE -> "the challenger is not worse than the champion";
      case WORSE -> "the challenger is worse than the champion:";
      case UNDECIDED -> "nobody can tell whether the challenger is worse:";
    };
  }
}
