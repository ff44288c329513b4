/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** The sum of a branch and a shortcut around it. */
final class Residual extends AbstractBlock {

  private final Block branch;
  private final Block shortcut;

  /** Around the branch leads the input itself. */
  Residual(Block branch) {
    this(branch, Blocks.identityBlock());
  }

  Residual(Block branch, Block shortcut) {
    this.branch = addChildBlock("branch", branch);
    this.shortcut = addChildBlock("shortcut", shortcut);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray through = branch.forward(store, inputs, training).singletonOrThrow();
    NDArray around = shortcut.forward(store, inputs, training).singletonOrThrow();
    return new NDList(through.add(around));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return branch.getOutputShapes(inputShapes);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    branch.initialize(manager, type, inputShapes);
    shortcut.initialize(manager, type, inputShapes);
  }
}
