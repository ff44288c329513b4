/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import org.jspecify.annotations.Nullable;

/** Logits that are the scaled cosines between an embedding and one trained centre per class. */
final class CosineHead extends AbstractBlock {

  private final int classes;
  private final double scale;
  private final Parameter centers;

  CosineHead(int classes, double scale) {
    this.classes = classes;
    this.scale = scale;
    centers =
        addParameter(Parameter.builder().setName("weight").setType(Parameter.Type.WEIGHT).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore store,
      NDList inputs,
      boolean training,
      @Nullable PairList<String, Object> params) {
    NDArray embedding = inputs.singletonOrThrow();
    NDArray weight = store.getValue(centers, embedding.getDevice(), training);
    NDArray unit = weight.normalize(2, 1);
    // A result belongs to the manager of its first operand: here the model's, which never closes.
    unit.attach(embedding.getManager());
    return new NDList(embedding.normalize(2, 1).matMul(unit.transpose()).mul(scale));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    centers.setShape(new Shape(classes, inputShapes[0].get(1)));
  }
}
