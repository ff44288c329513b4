/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.detector.BlockNetwork;
import io.auscult.detector.Learner;
import io.auscult.detector.TrainingBatch;
import io.auscult.detector.WarmStart;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The training of one network by a recipe. Holds native memory until it is closed. */
final class NetworkTraining implements AutoCloseable {

  private final Recipe recipe;
  private final CropSampler sampler;
  private final Learner learner;

  /**
   * @param start what the network begins with; null: with nothing
   */
  NetworkTraining(
      Recipe recipe,
      NetworkSpec.Blocks spec,
      CropSampler sampler,
      Random random,
      @Nullable WarmStart start) {
    this.recipe = recipe;
    this.sampler = sampler;
    this.learner =
        new Learner(
            spec,
            recipe.frontEnd().melBands(),
            recipe.cropFrames(),
            recipe.margin(),
            recipe.optimization().weightDecay(),
            random,
            start);
  }

  /** Hears of every step. */
  interface StepListener {

    /**
     * Called after a step.
     *
     * @param epoch from 0
     * @param meanLoss over the epoch's steps so far
     * @param steps done since the training began
     */
    void step(int epoch, double meanLoss, int steps);
  }

  int steps() {
    return recipe.epochs() * sampler.batchesPerEpoch();
  }

  /**
   * Trains to the end.
   *
   * @return the mean loss of the last epoch
   * @throws InterruptedException if the thread is interrupted between two steps
   */
  double run(StepListener listener) throws InterruptedException {
    Optimization optimization = recipe.optimization();
    int done = 0;
    double mean = Double.NaN;
    for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
      double sum = 0;
      int inEpoch = 0;
      for (TrainingBatch batch : sampler.epoch()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("training was interrupted");
        }
        double rate =
            optimization.learningRate() * optimization.schedule().at((double) done / steps());
        sum += learner.learn(batch, rate);
        done++;
        inEpoch++;
        mean = sum / inEpoch;
        listener.step(epoch, mean, done);
      }
    }
    return mean;
  }

  /** The network, trained; it closes with the training. */
  BlockNetwork finish() {
    return learner.finish();
  }

  @Override
  public void close() {
    learner.close();
  }
}
