/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.pipeline.state.MachineVotes;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one more window, or from closing an anomaly.
 *
 * @param votes the machine's new votes
 * @param open the machine's open anomaly, kept up to date; null if none
 * @param event what to tell the world; null if nothing
 * @param suppressed why an event that was due is not told; null if none was due or it is told
 */
public record Decision(
    MachineVotes votes,
    @Nullable AnomalyEvent open,
    @Nullable AnomalyEvent event,
    @Nullable Suppression suppressed) {

  /** Nothing to tell. */
  static Decision silence(MachineVotes votes, @Nullable AnomalyEvent open) {
    return new Decision(votes, open, null, null);
  }

  /** An event was due and is withheld. */
  static Decision withheld(
      MachineVotes votes, @Nullable AnomalyEvent open, Suppression suppressed) {
    return new Decision(votes, open, null, suppressed);
  }

  /** An anomaly that stays open, with an event that says so. */
  static Decision announced(MachineVotes votes, AnomalyEvent open) {
    return new Decision(votes, open, open, null);
  }

  /** An anomaly that is over. */
  static Decision closed(MachineVotes votes, AnomalyEvent closed) {
    return new Decision(votes, null, closed, null);
  }
}
