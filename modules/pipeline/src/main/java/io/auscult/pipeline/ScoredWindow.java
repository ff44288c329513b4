/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.WindowScore;

/**
 * A window and what the detector says of it.
 *
 * @param score the score
 * @param logMel the window itself, [frames][mel bands] in dB, for explaining
 */
@SuppressWarnings("ArrayRecordComponent") // Passed on once, never compared.
record ScoredWindow(WindowScore score, float[][] logMel) {}
