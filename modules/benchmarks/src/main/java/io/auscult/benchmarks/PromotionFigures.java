/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of champions that were exchanged under load.
 *
 * @param promoted how often another release became the champion
 * @param untilScoredMsP50 median time from then to the first score of it that can be read; null if
 *     there was none
 * @param untilScoredMsMax the longest
 * @param windows scored, by the version of the model
 */
public record PromotionFigures(
    int promoted,
    @Nullable Double untilScoredMsP50,
    @Nullable Double untilScoredMsMax,
    Map<String, Long> windows) {}
