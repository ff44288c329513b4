/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.ScorerSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DetectorTest {

  @Test
  void shouldScoreTheSameBitsAfterTheBundleWasReadAgain() throws Exception {
    // Given
    ModelBundle bundle = Models.bundle();
    List<WindowInput> windows =
        List.of(new WindowInput("fan-1", "fan-1", Models.window(new Random(1))));

    // When
    try (Detector one = Detector.load(bundle);
        Detector other = Detector.load(ModelBundle.read(bundle.toBytes(), "copy"))) {
      // Then
      assertThat(one.score(windows)).isEqualTo(other.score(windows));
    }
  }

  @Test
  void shouldKeepTheOrderWhenSeveralNetworksScoreOneBatch() throws Exception {
    // Given
    ScorerSpec scorer = new ScorerSpec.NegativeLogProbability(2);
    ModelBundle bundle = Models.bundle(scorer, Models.seed("fan"), Models.seed("pump"));
    Random random = new Random(2);
    List<WindowInput> batch = new ArrayList<>();
    for (String modelClass : List.of("pump-1", "fan-0", "pump-0", "fan-1")) {
      batch.add(new WindowInput(modelClass, modelClass, Models.window(random)));
    }

    // When
    try (Detector detector = Detector.load(bundle)) {
      List<WindowResult> together = detector.score(batch);

      // Then
      for (int i = 0; i < batch.size(); i++) {
        WindowResult alone = detector.score(batch.subList(i, i + 1)).get(0);
        assertThat(together.get(i).score()).isCloseTo(alone.score(), within(1e-4));
        assertThat(together.get(i).classProbability())
            .isCloseTo(alone.classProbability(), within(1e-4))
            .isBetween(0.0, 1.0);
      }
      assertThat(detector.score(List.of())).isEmpty();
    }
  }

  @Test
  void shouldHoldAWindowAgainstWhatItsOwnSensorHearsOrElseWhatFitsBest() throws Exception {
    // Given: a machine with two microphones, one of which hears all bands 20 dB louder
    ModelBundle bundle = Models.ofTwoSensors("fan-0", -50, -30);
    float[][] quiet = Models.steady(-50);
    float[][] loud = Models.steady(-30);

    // When
    try (Detector detector = Detector.load(bundle)) {
      double own = scoreOf(detector, "fan-0.ch1", quiet);
      double other = scoreOf(detector, "fan-0.ch2", quiet);

      // Then
      assertThat(own).isLessThan(other / 100);
      assertThat(scoreOf(detector, "fan-0.ch2", loud)).isLessThan(other / 100);
      assertThat(scoreOf(detector, "new microphone", quiet)).isEqualTo(own);
      assertThat(detector.explain("fan-0", "fan-0.ch1", loud, 1)).hasSize(1);
      assertThat(detector.explain("fan-0", "fan-0.ch2", loud, 1)).isEmpty();
      assertThat(detector.explain("fan-0", "new microphone", loud, 1)).isEmpty();
    }
  }

  private static double scoreOf(Detector detector, String sensorId, float[][] window) {
    return detector.score(List.of(new WindowInput("fan-0", sensorId, window))).get(0).score();
  }

  @Test
  void shouldSayWhatItCannotScore() throws Exception {
    // Given
    Random random = new Random(3);
    try (Detector detector = Detector.load(Models.bundle())) {
      String version = detector.manifest().modelVersion();
      float[][] notFinite = Models.window(random);
      notFinite[3][5] = Float.NaN;

      // Then
      assertThat(detector.knows("fan-0")).isTrue();
      assertThat(detector.knows("fan-9")).isFalse();
      assertThatThrownBy(() -> score(detector, "fan-9", Models.window(random)))
          .hasMessage("model " + version + " does not know the class fan-9");
      assertThatThrownBy(() -> score(detector, "fan-0", Models.window(random, 63)))
          .hasMessage("a window has 63 frames, the model takes 64");
      assertThatThrownBy(() -> score(detector, "fan-0", new float[64][127]))
          .hasMessage("a frame has 127 mel bands, the model takes 128");
      assertThatThrownBy(() -> score(detector, "fan-0", notFinite))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a window holds NaN dB");
    }
  }

  @Test
  void shouldGiveTheThresholdOfTheManifestOrSayThatThereIsNone() throws Exception {
    try (Detector detector = Detector.load(Models.bundle())) {
      assertThat(detector.calibration("fan-0").threshold()).isEqualTo(0.25);
      assertThatThrownBy(() -> detector.calibration("pump-0"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holds no threshold for pump-0: train it with held-out clips");
    }
  }

  @Test
  void shouldExplainWhichBandsStandOut() throws Exception {
    // Given: normal windows average -50 dB in every band
    float[][] window = new float[Models.FRAMES][Models.BANDS];
    for (float[] frame : window) {
      Arrays.fill(frame, -50);
      for (int band = 30; band < 34; band++) {
        frame[band] += 12;
      }
      frame[100] -= 20;
    }

    // When
    try (Detector detector = Detector.load(Models.bundle())) {
      double[] edges = detector.frontEnd().bandEdgesHz();
      List<BandDeviation> found = detector.explain("fan-0", "fan-0", window, 2);

      // Then
      assertThat(found)
          .anySatisfy(
              band -> {
                assertThat(band.fromHz()).isEqualTo((float) edges[30]);
                assertThat(band.toHz()).isEqualTo((float) edges[35]);
                assertThat(band.deviationDb()).isCloseTo(12, within(2f));
              });
      assertThat(found)
          .anySatisfy(
              band -> {
                assertThat(band.fromHz()).isEqualTo((float) edges[100]);
                assertThat(band.deviationDb()).isCloseTo(-20, within(3f));
              });
      assertThat(detector.explain("fan-0", "fan-0", window, 1)).hasSize(1);
    }
  }

  @Test
  void shouldRefuseToDownloadANativeLibrary() {
    assertThatThrownBy(() -> Torch.requireNative(false))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("libtorch for .* is not on the class path: .*");
  }

  private static void score(Detector detector, String modelClass, float[][] window) {
    detector.score(List.of(new WindowInput(modelClass, modelClass, window)));
  }
}
