/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.detector.ModelBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeatureFileTest {

  private static float[][] noise(int frames, long seed) {
    Random random = new Random(seed);
    float[][] logMel = new float[frames][128];
    for (float[] frame : logMel) {
      for (int band = 0; band < frame.length; band++) {
        frame[band] = (float) random.nextGaussian();
      }
    }
    return logMel;
  }

  @ParameterizedTest
  @CsvSource({"0,1300", "17,64", "1299,1", "1290,64", "5,4000", "3,0"})
  void shouldReadWhatWasKeptBitForBit(int from, int count) throws Exception {
    // Given: channels longer than what is read at once
    float[][] first = noise(1300, 1);
    float[][] second = noise(700, 2);
    try (FeatureFile file = FeatureFile.create()) {
      // When
      Frames one = file.keep(first);
      Frames other = file.keep(second);

      // Then
      assertThat(one.count()).isEqualTo(1300);
      assertThat(one.read(from, count)).isDeepEqualTo(Frames.of(first).read(from, count));
      assertThat(other.all()).isDeepEqualTo(second);
    }
  }

  @Test
  void shouldTrainTheSameModelFromAFileAsFromMemory() throws Exception {
    // Given: pseudo-classes, band statistics and two channels, so that all ways of reading are used
    Dataset normals = Tones.normals(1, 4, 4);
    Recipe recipe = TinyRecipe.alone().withEpochs(2);
    List<ClipFeatures> inMemory = new ArrayList<>();
    for (TrainingClip clip : normals.clips()) {
      inMemory.add(ClipFeatures.read(clip, recipe));
    }
    Trainer trainer = new Trainer(1);

    // When
    ModelBundle fromMemory = trainer.train(inMemory, recipe, 7, TrainingListener.none());
    ModelBundle fromFile =
        trainer.train(TrainingPlan.uncalibrated(normals), recipe, 7, TrainingListener.none());

    // Then
    assertThat(fromFile.toBytes()).isEqualTo(fromMemory.toBytes());
  }

  @Test
  void shouldLeaveNothingBehindEvenIfNobodyClosesIt() throws Exception {
    // Given
    long before = scratchFiles();

    // When
    try (FeatureFile file = FeatureFile.create()) {
      file.keep(noise(10, 3));

      // Then
      assertThat(scratchFiles()).isEqualTo(before);
    }
  }

  private static long scratchFiles() throws Exception {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(file -> file.toString().endsWith(".scratch")).count();
    }
  }
}
