/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.ParameterStore;
import io.auscult.contracts.manifest.HeadSpec;
import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class CosineHeadTest {

  /** The logits of (3, 0) against two classes' centres at cosines 1, 0.6 and 0, -1. */
  private static float[] logits(CosineHead head) {
    try (NDManager manager = Torch.newManager()) {
      head.initialize(manager, DataType.FLOAT32, new Shape(1, 2));
      head.getDirectParameters()
          .get("weight")
          .getArray()
          .set(FloatBuffer.wrap(new float[] {2, 0, 0.6f, 0.8f, 0, 5, -1, 0}));
      NDList embedding = new NDList(manager.create(new float[] {3, 0}, new Shape(1, 2)));
      return head.forward(new ParameterStore(manager, false), embedding, false)
          .singletonOrThrow()
          .toFloatArray();
    }
  }

  @Test
  void shouldTakeTheNearestOfAClassesCenters() {
    assertThat(logits(CosineHead.of(new HeadSpec.Cosine(30, 2), 2)))
        .containsExactly(new float[] {30, 0}, within(1e-4f));
  }

  @Test
  void shouldSumTheExponentialsOfAClassesClusters() {
    // Given
    HeadSpec.AdaCos spec = new HeadSpec.AdaCos(2);
    double scale = Math.sqrt(2) * Math.log(3);

    // Then
    assertThat(spec.scale(2)).isEqualTo(scale);
    assertThat(logits(CosineHead.of(spec, 2)))
        .containsExactly(
            new float[] {
              (float) Math.log(Math.exp(scale) + Math.exp(0.6 * scale)),
              (float) Math.log(1 + Math.exp(-scale))
            },
            within(1e-4f));
  }
}
