/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.detector.Torch;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NetworkTrainingTest {

  @Test
  void shouldKeepNoNativeMemoryFromStepToStep() throws Exception {
    // Given
    Recipe recipe = TinyRecipe.joint().withEpochs(3);
    List<CropSampler.Example> examples =
        List.of(
            new CropSampler.Example(new float[20][128], 0),
            new CropSampler.Example(new float[20][128], 1));
    NetworkSpec spec =
        new NetworkSpec(
            "all",
            recipe.architecture(),
            recipe.head(),
            List.of(new ClassSpec("a", null), new ClassSpec("b", null)));
    Random random = new Random(1);
    Set<Integer> arrays = new HashSet<>();
    CropSampler sampler = new CropSampler(examples, 2, recipe, random);

    // When
    try (NetworkTraining training = new NetworkTraining(recipe, spec, sampler, random)) {
      NDManager manager = training.network().manager();
      training.run((epoch, loss, steps) -> arrays.add(manager.getManagedArrays().size()));
    }

    // Then
    assertThat(arrays).hasSize(1);
  }

  @Test
  void shouldMoveWeightsAsAdamWithDecoupledDecayDoes() {
    try (NDManager manager = Torch.engine().newBaseManager()) {
      // Given: slopes of 2 and -0.5
      NDArray weight = manager.create(new float[] {1, -3});
      weight.setRequiresGradient(true);
      AdamW optimizer = new AdamW(manager, List.of(weight), 0.1);

      // When
      try (NDManager step = manager.newSubManager();
          GradientCollector collector = Torch.engine().newGradientCollector()) {
        collector.backward(step.create(new float[] {2, -0.5f}).mul(weight).sum());
        optimizer.step(0.01);
      }

      // Then: the first step has the length of the rate, whatever the slope
      float[] moved = weight.toFloatArray();
      assertThat(moved[0]).isCloseTo(1 - 0.01f * 0.1f - 0.01f, within(1e-6f));
      assertThat(moved[1]).isCloseTo(-3 + 3 * 0.01f * 0.1f + 0.01f, within(1e-6f));
    }
  }

  @Test
  void shouldPenaliseTheOwnClassByTheMargin() {
    // Given: cosines of 0.5 and 0 to two centres, scale 30, margin 0.5
    Recipe recipe = TinyRecipe.joint();
    Batch batch = new Batch(1, 1, 1, 2);
    batch.targets[0] = 1;
    batch.margins[0] = 1;

    try (NDManager manager = Torch.engine().newBaseManager()) {
      // When
      NDArray logits = manager.create(new float[] {15, 0}, new Shape(1, 2));
      double loss = new Loss(recipe).of(logits, batch).getFloat();

      // Then
      double own = 30 * Math.cos(Math.acos(0.5) + 0.5);
      assertThat(loss).isCloseTo(Math.log(1 + Math.exp(-own)), within(1e-4));
    }
  }
}
