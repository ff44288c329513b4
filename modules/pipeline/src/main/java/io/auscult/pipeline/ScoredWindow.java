/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.decision.MachineRules;

/**
 * A window and what the detector says of it.
 *
 * @param score the score
 * @param modelClass that it was held against
 * @param rules what the operators' settings mean for it
 * @param logMel the window itself, [frames][mel bands] in dB, for explaining
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once, never compared.
record ScoredWindow(WindowScore score, String modelClass, MachineRules rules, float[][] logMel) {}
