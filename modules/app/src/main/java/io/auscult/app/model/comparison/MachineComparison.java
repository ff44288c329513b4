/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import org.jspecify.annotations.Nullable;

/**
 * Both models at one machine.
 *
 * @param machine its id
 * @param windows that both scored
 * @param hours of sound in them, of the sensor that was heard longest
 * @param pearson correlation of the window scores, -1 to 1; null if one model's never change
 * @param spearman rank correlation of the same
 * @param champion what the champion made of it
 * @param challenger what the challenger made of it
 */
public record MachineComparison(
    String machine,
    long windows,
    double hours,
    @Nullable Double pearson,
    @Nullable Double spearman,
    ModelFigures champion,
    ModelFigures challenger) {}
