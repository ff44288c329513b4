/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.detector.TrainingBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CropSamplerTest {

  private static CropSampler sampler(Recipe recipe, int examples, int frames) {
    List<CropSampler.Example> all = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      float[][] logMel = new float[frames][128];
      for (float[] frame : logMel) {
        Arrays.fill(frame, i % 2 + 1);
      }
      all.add(new CropSampler.Example(logMel, i % 2));
    }
    return new CropSampler(all, 2, recipe, new Random(5));
  }

  private static List<TrainingBatch> epoch(CropSampler sampler) {
    List<TrainingBatch> batches = new ArrayList<>();
    sampler.epoch().forEach(batches::add);
    return batches;
  }

  @Test
  void shouldPassOverLittleSoundAgainUntilAnEpochIsFull() {
    assertThat(epoch(sampler(TinyRecipe.joint(), 6, 20)))
        .hasSize(4)
        .allSatisfy(batch -> assertThat(batch.size()).isEqualTo(16));
  }

  @Test
  void shouldTakeOneCropOfEveryTenSeconds() {
    // Given: the notebook's batches of 32 without a least or greatest number
    Recipe seed = Recipe.named("seed");

    // Then: 100 clips of 10 s are three batches; one of 1000 s is as many
    assertThat(epoch(sampler(seed, 100, 313)).stream().mapToInt(b -> b.size()))
        .containsExactly(33, 33, 34);
    assertThat(epoch(sampler(seed, 1, 100 * 313)).stream().mapToInt(b -> b.size()).sum())
        .isEqualTo(104);
  }

  @Test
  void shouldMixTargetsAsItMixesWindows() {
    // Given: windows of class 0 hold ones, windows of class 1 twos
    for (TrainingBatch batch : epoch(sampler(TinyRecipe.joint(), 6, 20))) {
      for (int row = 0; row < batch.size(); row++) {
        // Then
        float value = batch.windows()[row * 128 * 16];
        float first = batch.targets()[row * 2];
        float second = batch.targets()[row * 2 + 1];
        assertThat(first + second).isCloseTo(1, within(1e-5f));
        assertThat(first + 2 * second).isCloseTo(value, within(1e-5f));
        assertThat(batch.margins()[row * 2] + batch.margins()[row * 2 + 1]).isEqualTo(1);
      }
    }
  }

  @Test
  void shouldDrawMixingSharesFromTheBetaDistribution() {
    // Given
    Random random = new Random(6);
    for (double alpha : new double[] {0.5, 1, 2}) {
      Mixup mixup = new Mixup(alpha);
      double sum = 0;
      double squares = 0;
      int draws = 20000;

      // When
      for (int i = 0; i < draws; i++) {
        double share = mixup.share(random);
        sum += share;
        squares += (share - 0.5) * (share - 0.5);
      }

      // Then
      assertThat(sum / draws).isCloseTo(0.5, within(0.01));
      assertThat(squares / draws).isCloseTo(1 / (4 * (2 * alpha + 1)), within(0.005));
    }
    assertThat(new Mixup(0).share(random)).isEqualTo(1);
  }

  @Test
  void shouldRaiseAndLowerTheLearningRate() {
    assertThat(LearningRate.COSINE.at(0)).isEqualTo(1);
    assertThat(LearningRate.COSINE.at(0.5)).isCloseTo(0.5, within(1e-9));
    assertThat(LearningRate.COSINE.at(1)).isCloseTo(0, within(1e-9));
    assertThat(LearningRate.ONE_CYCLE.at(0)).isCloseTo(0.04, within(1e-9));
    assertThat(LearningRate.ONE_CYCLE.at(0.3)).isCloseTo(1, within(1e-9));
    assertThat(LearningRate.ONE_CYCLE.at(1)).isCloseTo(0, within(1e-9));
  }
}
