/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.detector.BlockNetwork;
import io.auscult.detector.Torch;
import java.util.Random;

/** Trains one network, step by step. Holds native memory until it is closed. */
final class NetworkTraining implements AutoCloseable {

  private final Engine engine = Torch.engine();
  private final Recipe recipe;
  private final BlockNetwork network;
  private final NDManager state;
  private final AdamW optimizer;
  private final Loss loss;
  private final CropSampler sampler;

  NetworkTraining(Recipe recipe, NetworkSpec spec, CropSampler sampler, Random random) {
    this.recipe = recipe;
    this.sampler = sampler;
    this.network =
        BlockNetwork.create(spec, recipe.frontEnd().melBands(), recipe.window().frames(), random);
    this.state = network.manager().newSubManager();
    this.optimizer = new AdamW(state, network.trainable(), recipe.weightDecay());
    this.loss = new Loss(recipe);
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
    int done = 0;
    double mean = Double.NaN;
    for (int epoch = 0; epoch < recipe.epochs(); epoch++) {
      double sum = 0;
      int inEpoch = 0;
      for (Batch batch : sampler.epoch()) {
        if (Thread.interrupted()) {
          throw new InterruptedException("training was interrupted");
        }
        double rate = recipe.learningRate() * recipe.schedule().at((double) done / steps());
        sum += step(batch, rate);
        done++;
        inEpoch++;
        mean = sum / inEpoch;
        listener.step(epoch, mean, done);
      }
    }
    state.close();
    network.freeze();
    return mean;
  }

  private float step(Batch batch, double rate) {
    try (NDManager step = network.manager().newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      Shape shape = new Shape(batch.size, recipe.frontEnd().melBands(), recipe.window().frames());
      NDArray value = loss.of(network.logits(step.create(batch.windows, shape)), batch);
      collector.backward(value);
      optimizer.step(rate);
      return value.getFloat();
    }
  }

  /** The network, to be used after the training; closed with it. */
  BlockNetwork network() {
    return network;
  }

  @Override
  public void close() {
    state.close();
    network.close();
  }
}
