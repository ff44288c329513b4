/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import org.jspecify.annotations.Nullable;

/**
 * What one model of an evaluation said of one clip it had not learned from. Scores of different
 * models, that is of different folds and seeds, are not on one scale.
 *
 * @param seed of the model's training
 * @param fold whose normal clips the model had not learned from
 * @param machine the machine's id
 * @param type the machine's type
 * @param condition what the clip holds
 * @param clip its name among the machine's clips of that condition
 * @param score mean over the clip's windows and channels; higher is more anomalous
 * @param softmaxScore the same mean of the negative logarithm of the probability that the network's
 *     classifier gives the machine's own class; null of a model without a classifier
 */
public record ScoredClip(
    long seed,
    int fold,
    String machine,
    String type,
    Condition condition,
    String clip,
    double score,
    @Nullable Double softmaxScore) {}
