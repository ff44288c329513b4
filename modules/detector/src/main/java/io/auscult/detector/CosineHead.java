/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import io.auscult.contracts.manifest.HeadSpec;
import org.jspecify.annotations.Nullable;

/**
 * Logits from the scaled cosines between an embedding and the trained centres of each class: of the
 * nearest centre, or the logarithm of the sum of the exponentials.
 */
final class CosineHead extends AbstractBlock {

  private static final int[] CENTERS = {2};

  private final int classes;
  private final int centersPerClass;
  private final double scale;
  private final boolean nearest;
  private final Parameter centers;

  private CosineHead(int classes, int centersPerClass, double scale, boolean nearest) {
    this.classes = classes;
    this.centersPerClass = centersPerClass;
    this.scale = scale;
    this.nearest = nearest;
    centers =
        addParameter(Parameter.builder().setName("weight").setType(Parameter.Type.WEIGHT).build());
  }

  static CosineHead of(HeadSpec.Cosine spec, int classes) {
    return new CosineHead(classes, spec.centers(), spec.scale(), true);
  }

  static CosineHead of(HeadSpec.AdaCos spec, int classes) {
    return new CosineHead(classes, spec.centers(), spec.scale(classes), false);
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
    NDArray scaled = embedding.normalize(2, 1).matMul(unit.transpose()).mul(scale);
    if (centersPerClass == 1) {
      return new NDList(scaled);
    }
    NDArray byClass = scaled.reshape(-1, classes, centersPerClass);
    NDArray most = byClass.max(CENTERS);
    if (nearest) {
      return new NDList(most);
    }
    // The greatest comes out of the sum: no exponential overflows.
    return new NDList(byClass.sub(most.expandDims(2)).exp().sum(CENTERS).log().add(most));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), classes)};
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    centers.setShape(new Shape((long) classes * centersPerClass, inputShapes[0].get(1)));
  }
}
