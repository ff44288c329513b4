/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static io.auscult.detector.TorchScripts.FOUR;
import static io.auscult.detector.TorchScripts.LOGITS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.NetworkSpec.TorchScript;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.EmbeddingNetwork.Embedded;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TorchScriptBundleTest {

  private static final ScorerSpec SOFTMAX = new ScorerSpec.NegativeLogProbability(1);
  private static final TorchScript GOLDEN =
      new TorchScript("all", TorchScript.Input.IMAGES, 0, FOUR);

  @Test
  void shouldGiveTheLogitsThatPyTorchGives() throws Exception {
    // Given
    float[][] expected = TorchScripts.goldenLogits();

    // When
    try (TorchScriptNetwork network = TorchScriptNetwork.load(GOLDEN, TorchScripts.golden())) {
      Embedded embedded = network.embed(TorchScripts.goldenInput());

      // Then
      for (int window = 0; window < 3; window++) {
        assertThat(embedded.logits(window)).containsExactly(expected[window], within(1e-4f));
        assertThat(embedded.embedding(window)).isEmpty();
      }
    }
  }

  @Test
  void shouldScoreByThoseLogitsAfterTheBundleWasReadAgain() throws Exception {
    // Given
    ModelBundle bundle = bundle(GOLDEN, SOFTMAX, TorchScripts.golden(), Map.of());
    ModelBundle read = ModelBundle.read(bundle.toBytes(), "x.zip");
    float[][][] windows = TorchScripts.goldenInput();
    float[][] logits = TorchScripts.goldenLogits();

    // When
    try (Detector detector = Detector.load(read)) {
      // Then
      assertThat(read.manifest()).isEqualTo(bundle.manifest());
      assertThat(read.manifest().entries()).containsKey("all.pt");
      for (int window = 0; window < 3; window++) {
        for (int c = 0; c < 4; c++) {
          WindowInput input = new WindowInput(FOUR.get(c).name(), "", windows[window]);
          WindowResult result = detector.score(List.of(input)).get(0);
          double expected = -Scorer.logProbability(logits[window], c, 1);
          assertThat(result.score()).isCloseTo(expected, within(2e-4));
          assertThat(result.classProbability()).isCloseTo(Math.exp(-expected), within(2e-4));
        }
      }
    }
  }

  @Test
  void shouldExplainNothingAndHoldNoThresholdWithoutNormalSound() throws Exception {
    ModelBundle bundle = bundle(GOLDEN, SOFTMAX, TorchScripts.golden(), Map.of());
    try (Detector detector = Detector.load(bundle)) {
      assertThat(detector.explain("a", "a", TorchScripts.goldenInput()[0], 3)).isEmpty();
      assertThatThrownBy(() -> detector.calibration("a"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holds no threshold for a");
    }
  }

  @Test
  void shouldExplainByNormalSoundWithoutEmbeddings() throws Exception {
    // Given
    float[][] window = Models.window(new Random(1));
    NormalSound normal = NormalSound.learn(Collections.singletonList(window), new float[0][]);
    ModelBundle bundle = bundle(GOLDEN, SOFTMAX, TorchScripts.golden(), Map.of("a", normal));
    float[][] louder = new float[window.length][];
    for (int frame = 0; frame < louder.length; frame++) {
      louder[frame] = window[frame].clone();
      louder[frame][40] += 20;
    }

    // When
    try (Detector detector = Detector.load(ModelBundle.read(bundle.toBytes(), "x.zip"))) {
      // Then
      List<BandDeviation> bands = detector.explain("a", "a", louder, 3);
      assertThat(bands).hasSize(1);
      assertThat(bands.get(0).deviationDb()).isCloseTo(20, within(0.1f));
      assertThat(detector.explain("b", "b", louder, 3)).isEmpty();
    }
  }

  @Test
  void shouldScoreByItsEmbeddingsWhereItGivesThem() throws Exception {
    // Given: embeddings that are means of halves of the bands
    byte[] program =
        TorchScripts.returning(
            "Tuple[Tensor, Tensor]",
            "(torch.mean(torch.reshape(x, [torch.size(x, 0), 2, -1]), [2]), " + LOGITS + ")");
    TorchScript spec = new TorchScript("all", TorchScript.Input.IMAGES, 2, FOUR);
    float[][] window = Models.window(new Random(2));
    NormalSound near =
        NormalSound.learn(Collections.singletonList(window), new float[][] {{-50, -50}});
    NormalSound far =
        NormalSound.learn(Collections.singletonList(window), new float[][] {{50, -50}});
    Map<String, NormalSound> normals = Map.of("a", near, "b", far, "c", near, "d", near);
    ScorerSpec nearest = new ScorerSpec.CosineNearest(1, 0);

    // When
    try (Detector detector = Detector.load(bundle(spec, nearest, program, normals))) {
      // Then
      assertThat(score(detector, "a", window)).isCloseTo(0, within(1e-3));
      assertThat(score(detector, "b", window)).isCloseTo(1, within(1e-2));
    }
    assertThatThrownBy(() -> Detector.load(bundle(spec, nearest, program, Map.of("a", near))))
        .isInstanceOf(UnusableBundleException.class)
        .hasMessageContaining("it holds no normal sound of b to score against");
  }

  @Test
  void shouldScoreByHowBandsVaryTogetherWhereItHoldsIt() throws Exception {
    // Given
    Random random = new Random(3);
    Map<String, NormalSound> normals = new HashMap<>();
    Map<String, List<float[][]>> heard = new HashMap<>();
    for (String machine : List.of("a", "b", "c", "d")) {
      heard.put(machine, List.of(Models.window(random), Models.window(random)));
      normals.put(machine, NormalSound.learn(heard.get(machine), new float[0][]));
    }
    ScorerSpec together = new ScorerSpec.BandStatistics(0.3, 0.1);
    References references = new References(normals).withBandCovariance(heard, 0.3);
    ModelBundle bundle =
        bundle(GOLDEN, together, TorchScripts.golden(), normals.keySet(), references);

    // When
    try (Detector detector = Detector.load(ModelBundle.read(bundle.toBytes(), "x.zip"))) {
      // Then
      assertThat(score(detector, "a", heard.get("a").get(0)))
          .isLessThan(score(detector, "a", Models.window(random)));
    }
  }

  @Test
  void shouldRefuseAProgramThatIsDamaged() throws Exception {
    // Given
    byte[] zip = bundle(GOLDEN, SOFTMAX, TorchScripts.golden(), Map.of()).toBytes();
    byte[] other =
        ModelBundleTest.rezip(
            zip,
            (name, bytes) -> {
              if (name.equals("all.pt")) {
                bytes[bytes.length / 2] ^= 1;
              }
              return bytes;
            });

    // Then
    assertThatThrownBy(() -> ModelBundle.read(other, "x.zip"))
        .isInstanceOf(UnusableBundleException.class)
        .hasMessageContaining("all.pt is damaged: its SHA-256 is not the manifest's");
  }

  @Test
  void shouldRefuseAProgramThatIsNotWhatTheManifestSays() {
    // Given
    byte[] junk = "junk".getBytes(StandardCharsets.UTF_8);
    TorchScript three = new TorchScript("all", TorchScript.Input.IMAGES, 0, FOUR.subList(0, 3));
    TorchScript flat = new TorchScript("all", TorchScript.Input.SPECTROGRAMS, 0, FOUR);

    // Then
    assertThatThrownBy(() -> Detector.load(bundle(GOLDEN, SOFTMAX, junk, Map.of())))
        .isInstanceOf(UnusableBundleException.class)
        .hasMessageContaining("no TorchScript as torch.jit.save writes it");
    assertThatThrownBy(() -> Detector.load(bundle(three, SOFTMAX, TorchScripts.golden(), Map.of())))
        .isInstanceOf(UnusableBundleException.class)
        .hasMessageContaining("network all gives [1, 4] for 1 windows: not what the manifest says");
    assertThatThrownBy(() -> Detector.load(bundle(flat, SOFTMAX, TorchScripts.golden(), Map.of())))
        .isInstanceOf(UnusableBundleException.class)
        .hasMessageContaining("fails on windows of shape [1, 128, 64]: RuntimeError: ")
        .message()
        .doesNotContain("\n");
  }

  private static double score(Detector detector, String modelClass, float[][] window) {
    return detector.score(List.of(new WindowInput(modelClass, modelClass, window))).get(0).score();
  }

  private static ModelBundle bundle(
      TorchScript spec, ScorerSpec scorer, byte[] program, Map<String, NormalSound> normals) {
    return bundle(spec, scorer, program, normals.keySet(), new References(normals));
  }

  private static ModelBundle bundle(
      TorchScript spec,
      ScorerSpec scorer,
      byte[] program,
      Set<String> sensors,
      References references) {
    ModelManifest manifest =
        new ModelManifest(
            ModelManifest.FORMAT,
            "draft",
            "torchscript",
            0,
            FrontEndSpec.standard(),
            new WindowSpec(64, 32, 8, Evidence.MEAN),
            List.of(spec),
            scorer,
            AlarmSpec.standard(),
            sensors.stream().map(id -> new MachineSpec(id, "some", id, List.of(id))).toList(),
            new TreeMap<>(),
            "0123456789abcdef".repeat(4),
            new TreeMap<>());
    return ModelBundle.ofTorchScript(manifest, program, references);
  }
}
