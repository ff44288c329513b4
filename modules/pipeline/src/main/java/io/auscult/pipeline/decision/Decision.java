/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.pipeline.state.MachineVotes;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one more window.
 *
 * @param votes the machine's new votes
 * @param open the machine's open anomaly, kept up to date; null if none
 * @param event what to tell the world; null if nothing
 */
public record Decision(
    MachineVotes votes, @Nullable AnomalyEvent open, @Nullable AnomalyEvent event) {}
