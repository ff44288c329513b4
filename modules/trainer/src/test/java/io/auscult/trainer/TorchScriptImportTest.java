/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TorchScriptImportTest {

  private static final List<String> MACHINES =
      List.of("fan/id_00", "pump/id_01", "fan/id_02", "pump/id_03");
  private static final WindowSpec WINDOW = new WindowSpec(64, 32, 2, Evidence.MEAN);

  private static final Path LOGITS = resource("golden/torchscript/resnet.pt");

  // Gives the means of 16 groups of neighbouring bands as embedding, of 4 as logits.
  private static final Path EMBEDDING_AND_LOGITS = resource("torchscript/means.pt");

  @Test
  void shouldTakeThresholdsAndExplanationsFromNormalSound() throws Exception {
    // Given
    Dataset dataset = Tones.normals(5, 2, 6); // one more than the network tells apart

    // When
    ModelBundle bundle = settings(null).read(LOGITS, dataset);

    // Then
    ModelManifest manifest = bundle.manifest();
    assertThat(manifest.calibrated()).isTrue();
    assertThat(manifest.scorer()).isEqualTo(new ScorerSpec.NegativeLogProbability(1));
    assertThat(manifest.machines())
        .contains(
            new MachineSpec(
                "pump/id_01", "pump", "pump/id_01", List.of("pump/id_01.ch1", "pump/id_01.ch2")))
        .hasSize(4);
    float[][] shifted = features(Tones.abnormal(1, 0, 6)).channels().get(0).all();
    try (Detector detector = Detector.load(ModelBundle.read(bundle.toBytes(), "copy"))) {
      assertThat(detector.explain("pump/id_01", "pump/id_01.ch1", shifted, 3)).isNotEmpty();
    }
    assertThat(settings(null).read(LOGITS, dataset).toBytes()).isEqualTo(bundle.toBytes());
  }

  @Test
  void shouldRankWithoutThresholdsWhereThereIsNoSound() throws Exception {
    // When
    ModelManifest manifest = settings(2.0).read(LOGITS).manifest();

    // Then
    assertThat(manifest.calibrated()).isFalse();
    assertThat(manifest.scorer()).isEqualTo(new ScorerSpec.NegativeLogProbability(2));
    assertThat(manifest.machines()).extracting(MachineSpec::type).contains("fan", "pump");
    assertThat(manifest.modelVersion()).startsWith("torchscript-0-");
  }

  @Test
  void shouldScoreByEmbeddingsAndCalibrateOnClipsThatAreNoReference() throws Exception {
    // Given
    Dataset dataset = Tones.normals(4, 3, 6);

    // When
    ModelManifest manifest = settings(null).read(EMBEDDING_AND_LOGITS, dataset).manifest();

    // Then: a reference's distance to itself is 0
    assertThat(manifest.scorer()).isEqualTo(new ScorerSpec.CosineNearest(1, 0));
    assertThat(manifest.classes())
        .allSatisfy(known -> assertThat(known.calibration().threshold()).isGreaterThan(2e-5));
    Dataset single = Tones.normals(4, 1, 6);
    assertThatThrownBy(() -> settings(null).read(EMBEDDING_AND_LOGITS, single))
        .isInstanceOf(DatasetException.class)
        .hasMessageContaining("has a single normal clip");
  }

  @Test
  void shouldScoreByLogitsWhereATemperatureAsksForIt() throws Exception {
    ModelManifest manifest =
        settings(1.0).read(EMBEDDING_AND_LOGITS, Tones.normals(4, 1, 6)).manifest();

    assertThat(manifest.scorer()).isEqualTo(new ScorerSpec.NegativeLogProbability(1));
    assertThat(manifest.calibrated()).isTrue();
  }

  @Test
  void shouldNameTheFileAndTheShapesOfWhatDoesNotFit() {
    TorchScriptImport three = new TorchScriptImport(MACHINES.subList(0, 3), WINDOW, false, null);

    assertThatThrownBy(() -> three.read(LOGITS))
        .isInstanceOf(ModelImportException.class)
        .hasMessageStartingWith(LOGITS + ": gives [3, 4] for windows of shape [3, 1, 128, 64]; ");
  }

  @Test
  void shouldNameTheMachineThatHasNoSoundAndThoseThatHave() {
    assertThatThrownBy(() -> settings(null).read(LOGITS, Tones.normals(2, 1, 6)))
        .isInstanceOf(DatasetException.class)
        .hasMessage("there is no normal clip of fan/id_02, only of fan/id_00, pump/id_01");
  }

  @Test
  void shouldRefuseAMachineThatIsNamedTwice() {
    assertThatThrownBy(() -> new TorchScriptImport(List.of("a", "a"), WINDOW, false, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("machines: a is named twice");
  }

  private static TorchScriptImport settings(Double temperature) {
    return new TorchScriptImport(MACHINES, WINDOW, false, temperature);
  }

  private static ClipFeatures features(TrainingClip clip) throws Exception {
    return ClipFeatures.read(clip, Recipe.named("default").withWindow(64));
  }

  private static Path resource(String name) {
    URL url =
        Objects.requireNonNull(
            TorchScriptImportTest.class.getClassLoader().getResource(name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
