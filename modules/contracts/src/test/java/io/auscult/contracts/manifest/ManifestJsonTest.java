/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestJsonTest {

  private static final String SHA = "0123456789abcdef".repeat(4);

  private static final TailSpec TAIL =
      new TailSpec(12, List.of(0.1, 0.15, 0.15, 0.2), 0.4, 0.03, 0.1);

  private static ModelManifest manifest() {
    return manifest(new ScorerSpec.CosineNearest(1, 0));
  }

  private static ModelManifest manifest(ScorerSpec scorer) {
    CalibrationSpec calibration = new CalibrationSpec(0.25, 1, true, 0.5, 3, TAIL);
    NetworkSpec network =
        new NetworkSpec.Blocks(
            "all",
            Architecture.WIDE_RESNET,
            new HeadSpec.Cosine(30, 1),
            List.of(new ClassSpec("fan-0", calibration), new ClassSpec("fan-1", null)),
            2);
    return new ModelManifest(
        ModelManifest.FORMAT,
        "default-7-abc",
        "default",
        7,
        FrontEndSpec.standard(),
        new WindowSpec(64, 32, 8, Evidence.MEAN),
        List.of(network),
        scorer,
        AlarmSpec.standard(),
        List.of(new MachineSpec("fan-0", "fan", "fan-0", List.of("fan-0.ch1", "fan-0.ch2"))),
        new TreeMap<>(Map.of("loss", 0.5)),
        SHA,
        new TreeMap<>(Map.of("weights.safetensors", SHA)));
  }

  @Test
  void shouldReadBackWhatItWrote() throws Exception {
    // Given
    ModelManifest manifest = manifest();

    // When
    ModelManifest read = ManifestJson.read(ManifestJson.write(manifest));

    // Then
    assertThat(read).isEqualTo(manifest);
    assertThat(ManifestJson.write(read)).isEqualTo(ManifestJson.write(manifest));
  }

  @Test
  void shouldWriteFieldsInTheOrderOfTheRecordWithPlainNames() {
    // When
    String json = ManifestJson.write(manifest());

    // Then
    assertThat(json)
        .startsWith("{\n  \"formatVersion\" : 2,\n  \"modelVersion\" : \"default-7-abc\",\n")
        .contains("\"centered\" : false")
        .contains("\"architecture\" : \"wide-resnet\"")
        .contains("\"kind\" : \"cosine-nearest\",\n    \"neighbours\" : 1")
        .endsWith("}\n")
        .doesNotContain("\r");
  }

  @Test
  void shouldKnowWhetherEveryClassHasAThreshold() {
    // Given
    ModelManifest manifest = manifest();
    CalibrationSpec calibration = new CalibrationSpec(0.3, 7, false, 30, 8, TAIL);

    // When
    ModelManifest calibrated =
        manifest.calibrated(Map.of("fan-0", calibration, "fan-1", calibration));

    // Then
    assertThat(manifest.calibrated()).isFalse();
    assertThat(calibrated.calibrated()).isTrue();
    assertThat(calibrated.modelClass("fan-1")).contains(new ClassSpec("fan-1", calibration));
  }

  @Test
  void shouldKeepTheBytesOfAManifestFromBeforeBandsHadAShrinkage() throws Exception {
    // Given: band statistics, alone and among others
    ScorerSpec own = new ScorerSpec.BandStatistics(0.3, 1);
    ScorerSpec part = new ScorerSpec.Fusion(List.of(new ScorerSpec.Fusion.Part(own, 2)));
    for (ScorerSpec scorer : List.of(own, part)) {
      // When
      String json = ManifestJson.write(manifest(scorer));

      // Then
      assertThat(json).containsPattern("\"floorDb\" : 0.3\\s*}");
      assertThat(ManifestJson.read(json).scorer()).isEqualTo(scorer);
    }
  }

  @Test
  void shouldWriteTheShrinkageOfBandsThatAreTakenTogether() throws Exception {
    ModelManifest manifest = manifest(new ScorerSpec.BandStatistics(0.3, 0.1));

    String json = ManifestJson.write(manifest);

    assertThat(json).containsPattern("\"floorDb\" : 0.3,\\s*\"shrinkage\" : 0.1\\s*}");
    assertThat(ManifestJson.read(json)).isEqualTo(manifest);
  }

  @Test
  void shouldRefuseAScorerThatNoModelCouldServe() {
    ScorerSpec together = new ScorerSpec.BandStatistics(0.3, 0.1);
    ScorerSpec.Fusion.Part part = new ScorerSpec.Fusion.Part(together, 1);

    assertThat(together.bandsTogether()).contains(new ScorerSpec.BandStatistics(0.3, 0.1));
    assertThat(new ScorerSpec.BandStatistics(0.3, 1).bandsTogether()).isEmpty();
    assertThatThrownBy(() -> new ScorerSpec.Fusion(List.of(part, part)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most one band-statistics of a shrinkage below 1");
    assertThatThrownBy(() -> new ScorerSpec.BandStatistics(0.3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("scorer.shrinkage: 0.0 is not above 0, at most 1");
  }

  @Test
  void shouldSayWhatToDoWhenTheFormatIsNewer() {
    // Given
    String newer =
        ManifestJson.write(manifest())
            .replace("\"formatVersion\" : 2", "\"formatVersion\" : 3, \"unheardOf\" : {}");

    // Then
    assertThatThrownBy(() -> ManifestJson.read(newer))
        .isInstanceOf(ManifestException.class)
        .hasMessage(
            "its format version is 3, this Auscult reads version 2:"
                + " use the Auscult that wrote it, or train again");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"hop\" : 512 | \"hop\" : 0 | frontEnd.hop: 0.0 is not a positive number",
        "\"hop\" : 512 | \"hop\" : null | hop",
        "\"hop\" : 512, |  | hop",
        "\"hop\" : 512 | \"hop\" : 512, \"hup\" : 1 | hup",
        "cosine-nearest | psychic | psychic",
        "\"modelClass\" : \"fan-0\" | \"modelClass\" : \"fan-9\" | fan-9 is not a class",
        "\"recipe\" : \"default\" | \"recipe\" : null | null",
        "\"name\" : \"fan-1\" | \"name\" : \"fan-0\" | networks.classes: fan-0 is not unique",
        "wide-resnet | huge-resnet | huge-resnet",
        "\"open\" : 3 | \"open\" : 6 | alarm.open: 6 is not 1 to alarm.of (5)",
        "\"calmTail\" : 0.001 | \"calmTail\" : 1 | alarm.calmTail: 1.0 is not in [0, 1)",
        "\"cooldownSeconds\" : 30 | \"cooldownSeconds\" : -1 | alarm.cooldownSeconds: -1",
        "\"threshold\" : 0.25 | \"threshold\" : null | threshold",
        "\"hours\" : 0.5 | \"hours\" : 0 | calibration.hours: 0.0 is not a positive number",
        "\"clips\" : 3 | \"clips\" : 0 | calibration.clips",
        "\"falseAlarmsPerWeek\" : 1.0 | \"falseAlarmsPerWeek\" : 0 | falseAlarmsPerWeek: 0.0 is not",
        "\"independent\" : 12.0 | \"independent\" : 0 | calibration.smoothed.independent",
        "\"share\" : 0.4 | \"share\" : 1 | calibration.smoothed.share: 1.0 is not in (0, 1)",
        "\"scale\" : 0.03 | \"scale\" : 0 | calibration.smoothed.scale",
        "\"shape\" : 0.1 | \"shape\" : 1.5 | calibration.smoothed.shape",
        "0.15, | 0.05, | calibration.smoothed.body",
        "\"weights.safetensors\" : \"0 | \"weights.safetensors\" : \"X | SHA-256",
      })
  void shouldNameWhatIsWrongInOneLine(String good, String bad, String named) {
    // Given
    String json = ManifestJson.write(manifest());
    String broken = json.replace(good, bad == null ? "" : bad);
    assertThat(broken).isNotEqualTo(json);

    // Then
    assertThatThrownBy(() -> ManifestJson.read(broken))
        .isInstanceOf(ManifestException.class)
        .hasMessageContaining(named)
        .message()
        .doesNotContain("\n");
  }

  @ParameterizedTest
  @CsvSource({"''", "not json", "[]", "{}", "{\"formatVersion\":\"1\"}"})
  void shouldRefuseWhatIsNoManifest(String text) {
    assertThatThrownBy(() -> ManifestJson.read(text))
        .isInstanceOf(ManifestException.class)
        .message()
        .doesNotContain("\n");
  }
}
