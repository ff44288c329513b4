/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a {@link Trial}.
 *
 * @param champion the champion's version
 * @param challenger the challenger's version
 * @param verdict whether the challenger may take the champion's place
 * @param reasons why it may not, or why nobody can tell; a line each
 * @param machines that there is sound of or the champion knows, by their ids
 * @param normal what both said of all normal clips
 * @param real what both said of all clips of real anomalies
 * @param alreadyHeard clips that could not count because one of them was trained on them
 */
public record TrialResult(
    String champion,
    String challenger,
    Verdict verdict,
    List<String> reasons,
    List<Machine> machines,
    Alarms normal,
    Alarms real,
    int alreadyHeard) {

  /** Whether a challenger may take the champion's place. */
  public enum Verdict {
    NOT_WORSE,
    WORSE,
    /** There is no sound to tell. */
    UNDECIDED
  }

  public TrialResult {
    reasons = List.copyOf(reasons);
    machines = List.copyOf(machines);
  }

  /**
   * Which clips raise alarms.
   *
   * @param clips that both heard
   * @param champion of so many the champion raises one
   * @param challenger of so many the challenger does
   */
  public record Alarms(int clips, int champion, int challenger) {}

  /**
   * Of one machine. Machines that one of them does not know have no clips that both heard.
   *
   * @param machine its id
   * @param championKnows whether the champion knows it
   * @param challengerKnows whether the challenger does
   * @param normalHours of normal sound that both heard
   * @param normal alarms on normal sound, which are false
   * @param real alarms on the sound of real anomalies
   * @param championAuc how well the champion's scores rank the real above the normal clips, 0 to 1;
   *     null unless there are both
   * @param challengerAuc how well the challenger's do
   */
  public record Machine(
      String machine,
      boolean championKnows,
      boolean challengerKnows,
      double normalHours,
      Alarms normal,
      Alarms real,
      @Nullable Double championAuc,
      @Nullable Double challengerAuc) {}
}
