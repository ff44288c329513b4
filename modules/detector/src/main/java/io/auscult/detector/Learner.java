/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.auscult.contracts.manifest.NetworkSpec;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Teaches a network, batch by batch. Only one in a JVM may learn at a time: libtorch's autograd, as
 * DJL gives it out, serves one. Holds native memory until it is closed.
 */
public final class Learner implements AutoCloseable {

  private final Engine engine = Torch.engine();
  private final int melBands;
  private final int frames;
  private final BlockNetwork network;
  private final NDManager state;
  private final AdamW optimizer;
  private final Loss loss;

  /**
   * A learner with a new network.
   *
   * @param spec the network
   * @param melBands of every window
   * @param frames of every window
   * @param margin angle in radians that the own class's centre must win by; 0 for none
   * @param weightDecay decoupled, as in AdamW; 0 for none
   * @param random the source of the initial weights
   */
  public Learner(
      NetworkSpec.Blocks spec,
      int melBands,
      int frames,
      double margin,
      double weightDecay,
      Random random) {
    this(spec, melBands, frames, margin, weightDecay, random, null);
  }

  /**
   * A learner with a network that knows something already.
   *
   * @param random the source of the initial weights of what is new to it
   * @param start where the others come from; null: nowhere
   */
  public Learner(
      NetworkSpec.Blocks spec,
      int melBands,
      int frames,
      double margin,
      double weightDecay,
      Random random,
      @Nullable WarmStart start) {
    this.melBands = melBands;
    this.frames = frames;
    this.network = BlockNetwork.create(spec, melBands, frames, random);
    if (start != null) {
      start.into(network, spec);
    }
    this.state = network.manager().newSubManager();
    this.optimizer = new AdamW(state, network.trainable(), weightDecay);
    this.loss = new Loss(spec.head(), margin);
  }

  /**
   * Learns one batch.
   *
   * @return the mean loss of its windows before they were learnt
   */
  public double learn(TrainingBatch batch, double learningRate) {
    try (NDManager step = network.manager().newSubManager();
        GradientCollector collector = engine.newGradientCollector()) {
      NDArray windows = step.create(batch.windows(), new Shape(batch.size(), melBands, frames));
      NDArray value = loss.of(network.logits(windows), batch);
      collector.backward(value);
      optimizer.step(learningRate);
      return value.getFloat();
    }
  }

  /** Ends the learning; the network is for scoring from now on and closes with the learner. */
  public BlockNetwork finish() {
    state.close();
    network.freeze();
    return network;
  }

  @Override
  public void close() {
    state.close();
    network.close();
  }
}
