/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.manifest.ScorerSpec;
import java.nio.charset.StandardCharsets;
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
  void shouldScoreBundlesFromBeforeBandsWereTakenTogetherAsItDidThen() throws Exception {
    // Given
    ModelBundle bundle = Models.bundle(new ScorerSpec.BandStatistics(0.3, 1), Models.wide());
    assertThat(ManifestJson.write(bundle.manifest())).doesNotContain("shrinkage");
    float[][] window = Models.window(new Random(1));
    NormalSound normal = NormalSound.of(bundle.tensors(ModelBundle.REFERENCES), "fan-1");

    // When
    try (Detector detector = Detector.load(ModelBundle.read(bundle.toBytes(), "old.zip"))) {
      // Then: the mean of the squared deviations
      double sum = 0;
      for (BandStatistic statistic : List.of(BandStatistic.PEAK, BandStatistic.UNREST)) {
        float[] values = statistic.of(window);
        NormalSound.Bands bands = normal.bands(statistic);
        for (int band = 0; band < Models.BANDS; band++) {
          double deviation = (values[band] - bands.mean()[band]) / (bands.spread()[band] + 0.3f);
          sum += deviation * deviation;
        }
      }
      assertThat(scoreOf(detector, "fan-1", "fan-1", window)).isEqualTo(sum / (2 * Models.BANDS));
    }
  }

  @Test
  void shouldHoldWhereOneSensorsBandsAreAgainstHowTheyVaryTogether() throws Exception {
    // Given
    ModelBundle bundle = Models.bundle(new ScorerSpec.BandStatistics(0.3, 0.1), Models.wide());
    ModelBundle alone = Models.bundle(new ScorerSpec.BandStatistics(0.3, 1), Models.wide());
    float[][] window = Models.window(new Random(1));
    References references =
        References.of(bundle.tensors(ModelBundle.REFERENCES), bundle.manifest().machines());
    double expected =
        references
            .bands()
            .whitening(0.1)
            .distance(references.sensor("fan-1").deviations(window, 0.3));

    // When
    try (Detector detector = Detector.load(ModelBundle.read(bundle.toBytes(), "copy"))) {
      // Then
      assertThat(scoreOf(detector, "fan-1", "fan-1", window)).isEqualTo(expected);
    }
    // One matrix of 256 x 256 float32, however many sensors there are.
    assertThat(bundle.toBytes().length - alone.toBytes().length)
        .isBetween(256 * 256 * 4, 256 * 256 * 4 + 1000);
  }

  @Test
  void shouldRefuseABundleThatLacksHowBandsVaryTogether() throws Exception {
    // Given
    ModelBundle alone = Models.bundle(new ScorerSpec.BandStatistics(0.3, 1), Models.wide());
    byte[] lacking =
        rewritten(alone, "\"floorDb\" : 0.3", "\"floorDb\" : 0.3, \"shrinkage\" : 0.1");
    ModelBundle together = Models.bundle(new ScorerSpec.BandStatistics(0.3, 0.1), Models.wide());
    byte[] other = rewritten(together, "\"melBands\" : 128", "\"melBands\" : 64");

    // Then
    assertThatThrownBy(() -> Detector.load(ModelBundle.read(lacking, "x.zip")))
        .isInstanceOf(UnusableBundleException.class)
        .hasMessage(
            "x.zip is not a usable model bundle: it does not hold how mel bands vary together,"
                + " which its scorer needs");
    assertThatThrownBy(() -> Detector.load(ModelBundle.read(other, "x.zip")))
        .isInstanceOf(UnusableBundleException.class)
        .hasMessage(
            "x.zip is not a usable model bundle: how its mel bands vary together is of another"
                + " front-end");
  }

  /** The bundle with something else in its manifest. */
  private static byte[] rewritten(ModelBundle bundle, String written, String instead)
      throws Exception {
    return ModelBundleTest.rezip(
        bundle.toBytes(),
        (name, bytes) -> {
          if (!name.equals(ModelBundle.MANIFEST)) {
            return bytes;
          }
          String json = new String(bytes, StandardCharsets.UTF_8);
          assertThat(json).contains(written);
          return json.replace(written, instead).getBytes(StandardCharsets.UTF_8);
        });
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
    return scoreOf(detector, "fan-0", sensorId, window);
  }

  private static double scoreOf(
      Detector detector, String modelClass, String sensorId, float[][] window) {
    return detector.score(List.of(new WindowInput(modelClass, sensorId, window))).get(0).score();
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
