/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.auscult.contracts.manifest.HeadSpec;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LearnerTest {

  @BeforeAll
  static void useOneThread() {
    Torch.useThreads(1);
  }

  private static TrainingBatch batch() {
    Random random = new Random(2);
    TrainingBatch batch = new TrainingBatch(6, Models.BANDS, 16, 3);
    for (int i = 0; i < batch.windows().length; i++) {
      batch.windows()[i] = (float) random.nextGaussian();
    }
    for (int row = 0; row < 6; row++) {
      batch.targets()[row * 3 + row % 3] = 1;
      batch.margins()[row * 3 + row % 3] = 1;
    }
    return batch;
  }

  private static Learner learner() {
    return new Learner(Models.wide(), Models.BANDS, 16, 0.5, 1e-4, new Random(1));
  }

  @Test
  void shouldLearnABatchByHeart() {
    // Given
    TrainingBatch batch = batch();
    try (Learner learner = learner()) {
      double first = learner.learn(batch, 2e-3);

      // When
      double last = first;
      for (int i = 0; i < 20; i++) {
        last = learner.learn(batch, 2e-3);
      }

      // Then
      assertThat(last).isLessThan(first / 10);
    }
  }

  @Test
  void shouldKeepNoNativeMemoryFromStepToStep() {
    // Given
    TrainingBatch batch = batch();
    try (Learner learner = learner()) {
      learner.learn(batch, 1e-3);
      BlockNetwork network = learner.finish();
      int once = network.manager().getManagedArrays().size();
      try (Learner other = learner()) {
        // When
        for (int i = 0; i < 5; i++) {
          other.learn(batch, 1e-3);
        }

        // Then
        assertThat(other.finish().manager().getManagedArrays()).hasSize(once);
      }
    }
  }

  @Test
  void shouldHaveNothingToTrainOnceItHasFinished() {
    try (Learner learner = learner()) {
      assertThat(learner.finish().trainable()).isEmpty();
    }
  }

  @Test
  void shouldMoveWeightsAsAdamWithDecoupledDecayDoes() {
    try (NDManager manager = Torch.newManager()) {
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
    TrainingBatch batch = new TrainingBatch(1, 1, 1, 2);
    batch.targets()[0] = 1;
    batch.margins()[0] = 1;

    try (NDManager manager = Torch.newManager()) {
      // When
      NDArray logits = manager.create(new float[] {15, 0}, new Shape(1, 2));
      double loss = new Loss(new HeadSpec.Cosine(30, 1), 0.5).of(logits, batch).getFloat();

      // Then
      double own = 30 * Math.cos(Math.acos(0.5) + 0.5);
      assertThat(loss).isCloseTo(Math.log(1 + Math.exp(-own)), within(1e-4));
    }
  }
}
