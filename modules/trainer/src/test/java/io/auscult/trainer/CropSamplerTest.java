/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.auscult.detector.TrainingBatch;
import io.auscult.trainer.Augmentation.Channels;
import io.auscult.trainer.Mixup.Labels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CropSamplerTest {

  private static CropSampler sampler(Recipe recipe, int examples, int frames) {
    List<CropSampler.Example> all = new ArrayList<>();
    for (int i = 0; i < examples; i++) {
      float[][] logMel = new float[frames][128];
      for (float[] frame : logMel) {
        Arrays.fill(frame, i % 2 + 1);
      }
      all.add(new CropSampler.Example(List.of(Frames.of(logMel)), new Distortion.None(), i % 2));
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
  void shouldDealTheSoundOfEveryMachineAsOften() {
    // Given: one clip of the first machine, fifteen of the second
    Recipe plain = augmented(Augmentation.of(Mixup.none()));
    List<CropSampler.Example> examples = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      examples.add(
          new CropSampler.Example(
              List.of(Frames.of(constant(i))), new Distortion.None(), i == 0 ? 0 : 1));
    }

    // When
    List<TrainingBatch> batches = epoch(new CropSampler(examples, 2, plain, new Random(5)));

    // Then: each has half of the crops, and every clip its part
    int first = 0;
    int all = 0;
    Set<Float> heard = new HashSet<>();
    for (TrainingBatch batch : batches) {
      for (int row = 0; row < batch.size(); row++) {
        float clip = batch.windows()[row * 128 * 16];
        heard.add(clip);
        first += clip == 0 ? 1 : 0;
        all++;
      }
    }
    assertThat(first).isBetween(all / 2 - 2, all / 2 + 2);
    assertThat(heard).hasSize(16);
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

  /** A recipe that is otherwise as {@link TinyRecipe#joint}. */
  private static Recipe augmented(Augmentation augmentation) {
    Recipe tiny = TinyRecipe.joint();
    return new Recipe(
        tiny.name(),
        tiny.perType(),
        tiny.frontEnd(),
        tiny.window(),
        tiny.cropFrames(),
        tiny.architecture(),
        tiny.head(),
        tiny.margin(),
        tiny.labelSmoothing(),
        augmentation,
        tiny.pseudoClasses(),
        tiny.optimization(),
        tiny.scorer(),
        tiny.maxReferences(),
        tiny.calibrationShare());
  }

  private static Augmentation mixing(Mixup.Labels labels) {
    return Augmentation.of(new Mixup(0.5, true, labels));
  }

  @Test
  void shouldGiveBothLabelsAMarginWhereSoAsked() {
    boolean mixed = false;
    for (TrainingBatch batch : epoch(sampler(augmented(mixing(Labels.SHARED_MARGIN)), 6, 20))) {
      for (int row = 0; row < batch.size(); row++) {
        for (int c = 0; c < 2; c++) {
          if (batch.targets()[row * 2 + c] > 1e-6) {
            assertThat(batch.margins()[row * 2 + c]).isEqualTo(1);
          }
        }
        mixed |= batch.margins()[row * 2] + batch.margins()[row * 2 + 1] == 2;
      }
    }
    assertThat(mixed).isTrue();
  }

  @Test
  void shouldTakeTheLesserPartOfAMixtureForNoiseWhereSoAsked() {
    for (TrainingBatch batch : epoch(sampler(augmented(mixing(Labels.DOMINANT)), 6, 20))) {
      for (int row = 0; row < batch.size(); row++) {
        // Given: windows of class 0 hold ones, windows of class 1 twos
        int dominant = batch.windows()[row * 128 * 16] < 1.5 ? 0 : 1;

        // Then
        assertThat(batch.targets()[row * 2 + dominant]).isEqualTo(1);
        assertThat(batch.margins()[row * 2 + dominant]).isEqualTo(1);
      }
    }
  }

  @Test
  void shouldHearEveryMicrophoneOrOneDrawnAnewForEveryCrop() {
    // Given: a clip of two channels, ones and twos, twenty times over
    for (Channels channels : Channels.values()) {
      Augmentation augmentation =
          new Augmentation(channels, false, 0, Masking.none(), Mixup.none());
      List<CropSampler.Example> examples =
          Collections.nCopies(
              40,
              new CropSampler.Example(
                  List.of(Frames.of(constant(1)), Frames.of(constant(2))),
                  new Distortion.None(),
                  0));
      CropSampler sampler = new CropSampler(examples, 1, augmented(augmentation), new Random(4));

      // When: an epoch takes 64 crops
      int twos = 0;
      for (TrainingBatch batch : epoch(sampler)) {
        for (int row = 0; row < batch.size(); row++) {
          twos += batch.windows()[row * 128 * 16] == 2 ? 1 : 0;
        }
      }

      // Then
      assertThat(twos).isBetween(20, 44);
    }
  }

  private static float[][] constant(float value) {
    float[][] logMel = new float[20][128];
    for (float[] frame : logMel) {
      Arrays.fill(frame, value);
    }
    return logMel;
  }

  @Test
  void shouldChangeTheLevelOfWholeWindowsOnly() {
    Augmentation augmentation =
        new Augmentation(Channels.EACH, false, 6, Masking.none(), Mixup.none());
    Set<Float> levels = new HashSet<>();
    for (TrainingBatch batch : epoch(sampler(augmented(augmentation), 2, 20))) {
      for (int row = 0; row < batch.size(); row++) {
        float level = batch.windows()[row * 128 * 16];
        assertThat(level).isBetween(-5f, 8f);
        assertThat(batch.windows()[(row + 1) * 128 * 16 - 1]).isEqualTo(level);
        levels.add(level);
      }
    }
    assertThat(levels).hasSizeGreaterThan(50);
  }

  @Test
  void shouldHideAtMostTheAskedStretchOfTimeAndFrequency() {
    // Given: every value is unlike the mean
    float[][] logMel = new float[16][128];
    for (int frame = 0; frame < 16; frame++) {
      Arrays.fill(logMel[frame], frame % 2 == 0 ? 1 : -1);
    }
    Augmentation augmentation =
        new Augmentation(Channels.EACH, false, 0, new Masking(4, 10), Mixup.none());
    List<CropSampler.Example> examples =
        List.of(new CropSampler.Example(List.of(Frames.of(logMel)), new Distortion.None(), 0));
    int mostBands = 0;
    int mostFrames = 0;

    // When
    for (TrainingBatch batch :
        epoch(new CropSampler(examples, 1, augmented(augmentation), new Random(3)))) {
      for (int row = 0; row < batch.size(); row++) {
        Set<Integer> bands = new HashSet<>();
        Set<Integer> frames = new HashSet<>();
        for (int band = 0; band < 128; band++) {
          for (int frame = 0; frame < 16; frame++) {
            if (Math.abs(batch.windows()[(row * 128 + band) * 16 + frame]) < 1) {
              bands.add(band);
              frames.add(frame);
            }
          }
        }
        // Then: a hidden band is hidden for the whole window, a hidden frame in every band
        mostBands = Math.max(mostBands, bands.size() == 128 ? 0 : bands.size());
        mostFrames = Math.max(mostFrames, frames.size() == 16 ? 0 : frames.size());
      }
    }
    assertThat(mostBands).isBetween(1, 10);
    assertThat(mostFrames).isBetween(1, 4);
  }

  @Test
  void shouldDrawMixingSharesFromTheBetaDistribution() {
    // Given
    Random random = new Random(6);
    for (double alpha : new double[] {0.5, 1, 2}) {
      Mixup mixup = new Mixup(alpha, true, Mixup.Labels.SHARED);
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
    assertThat(Mixup.none().share(random)).isEqualTo(1);
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
