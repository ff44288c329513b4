/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/**
 * How a network's weights are found.
 *
 * @param learningRate peak learning rate
 * @param schedule how the learning rate goes
 * @param weightDecay decoupled, as in AdamW (Loshchilov, Hutter 2019); with 0 it is Adam
 * @param epochs passes over the sound: one random crop of every 10 s (or shorter clip) and channel
 * @param minCropsPerEpoch little sound is passed over again until an epoch has that many crops: a
 *     network wants its few hundred steps
 * @param maxCropsPerEpoch of more sound, an epoch takes a random part
 * @param batchSize crops per step
 */
public record Optimization(
    double learningRate,
    LearningRate schedule,
    double weightDecay,
    int epochs,
    int minCropsPerEpoch,
    int maxCropsPerEpoch,
    int batchSize) {

  /**
   * @throws IllegalArgumentException if a value is out of range; the message names the field
   */
  public Optimization {
    Recipe.require(learningRate > 0, "learningRate: must be positive");
    Recipe.require(weightDecay >= 0, "weightDecay: must not be negative");
    Recipe.require(epochs > 0, "epochs: must be positive");
    Recipe.require(
        minCropsPerEpoch > 0 && maxCropsPerEpoch >= minCropsPerEpoch,
        "minCropsPerEpoch, maxCropsPerEpoch: must be positive and in order");
    Recipe.require(batchSize > 1, "batchSize: must be at least 2");
  }

  Optimization withEpochs(int other) {
    return new Optimization(
        learningRate, schedule, weightDecay, other, minCropsPerEpoch, maxCropsPerEpoch, batchSize);
  }
}
