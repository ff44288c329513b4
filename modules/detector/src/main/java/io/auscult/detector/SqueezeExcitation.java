/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/**
 * Weighs channels by what the whole window holds.
 *
 * @see <a href="https://arxiv.org/abs/1709.01507">Hu, Shen, Sun: Squeeze-and-Excitation
 *     Networks</a>
 */
final class SqueezeExcitation extends AbstractBlock {

  // The paper's 16 is for wide networks: it would leave 16 channels a single hidden unit, which
  // about every other time starts out dead behind its ReLU and stays so.
  private static final int REDUCTION = 4;

  private final Linear squeeze;
  private final Linear excite;

  SqueezeExcitation(int channels) {
    squeeze = addChildBlock("squeeze", Linear.builder().setUnits(channels / REDUCTION).build());
    excite = addChildBlock("excite", Linear.builder().setUnits(channels).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray x = inputs.singletonOrThrow();
    Shape shape = x.getShape();
    NDArray mean = x.reshape(shape.get(0), shape.get(1), -1).mean(new int[] {2});
    NDArray hidden =
        Activation.relu(squeeze.forward(store, new NDList(mean), training).singletonOrThrow());
    NDArray gate =
        Activation.sigmoid(excite.forward(store, new NDList(hidden), training).singletonOrThrow());
    return new NDList(x.mul(gate.reshape(shape.get(0), shape.get(1), 1, 1)));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return inputShapes;
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    Shape pooled = inputShapes[0].slice(0, 2);
    squeeze.initialize(manager, type, pooled);
    excite.initialize(manager, type, squeeze.getOutputShapes(new Shape[] {pooled}));
  }
}
