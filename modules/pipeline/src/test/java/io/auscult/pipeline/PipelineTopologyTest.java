/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.WindowInput;
import io.auscult.dsp.LogMel;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.metrics.PipelineMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.streams.Topology;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PipelineTopologyTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static ModelBundle bundle;
  private static Detector detector;
  private static Models models;

  private PipelineDriver pipeline;

  @BeforeAll
  static void train() throws Exception {
    bundle = TwoMachineModel.bundle();
    detector = Detector.load(bundle);
    models = new Models(bundle, 1, null);
  }

  @AfterAll
  static void unload() {
    detector.close();
    models.close();
  }

  @BeforeEach
  void open() {
    pipeline = new PipelineDriver(models);
  }

  @AfterEach
  void close() {
    pipeline.close();
  }

  @Test
  void shouldLookAsThePictureInTheDocs() throws Exception {
    String docs = Files.readString(Path.of("../../docs/pipeline.md"));

    assertThat(docs).contains(described(PipelineTopics.standard()));
  }

  @Test
  void shouldHearTheTopicOfASiteAndNoOther() {
    assertThat(described(PipelineTopics.hearing("auscult.audio.site-a")))
        .isEqualTo(
            described(PipelineTopics.standard())
                .replace("[auscult.audio]", "[auscult.audio.site-a]"));
  }

  private String described(PipelineTopics topics) {
    Topology topology =
        PipelineTopology.build(
            models,
            ChannelMode.MIX,
            topics,
            partition -> OptionalLong.empty(),
            new PipelineMetrics(new SimpleMeterRegistry()));
    return topology.describe().toString().strip();
  }

  @Test
  void shouldScoreEveryWindowOnceAndAsAPlainLoopOverTheSamplesDoes() {
    float[] sound = TwoMachineModel.healthy("fan-0", 10);

    new SoundChunks("fan-0", "mic", "s1", START).of(sound, 7_919).forEach(this::hear);

    List<WindowScore> streamed = pipeline.scores();
    float[][] frames =
        LogMel.streaming(
            Listening.of(detector.manifest()).frontEnd(),
            Pcm16.decode(Pcm16.encode(sound, 0, sound.length)));
    assertThat(streamed).hasSize((frames.length - 64) / 32 + 1);
    for (int w = 0; w < streamed.size(); w++) {
      float[][] window = Arrays.copyOfRange(frames, 32 * w, 32 * w + 64);
      double expected =
          detector.score(List.of(new WindowInput("fan-0", "fan-0", window))).get(0).score();
      assertThat(streamed.get(w).getScore()).isCloseTo(expected, Offset.offset(2e-3));
      assertThat(streamed.get(w).getWindowStart())
          .isEqualTo(START.plusNanos(32L * w * 512 * 62_500));
    }
  }

  @Test
  void shouldGiveTheSameScoresWhateverTheChunks() {
    float[] sound = TwoMachineModel.healthy("fan-0", 6);

    new SoundChunks("fan-0", "large", "s1", START).ofSeconds(sound).forEach(this::hear);
    new SoundChunks("fan-0", "small", "s1", START).of(sound, 1_000).forEach(this::hear);

    Map<String, List<Double>> bySensor =
        pipeline.scores().stream()
            .collect(
                groupingBy(WindowScore::getSensorId, mapping(WindowScore::getScore, toList())));
    assertThat(bySensor.get("small")).hasSize(4).isEqualTo(bySensor.get("large"));
  }

  @Test
  void shouldScoreNothingTwiceWhenChunksComeTwice() {
    List<AudioChunk> chunks =
        new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(TwoMachineModel.healthy("fan-0", 6));

    chunks.forEach(
        chunk -> {
          hear(chunk);
          hear(chunk);
        });
    chunks.forEach(this::hear);

    assertThat(pipeline.scores())
        .hasSize(4)
        .extracting(WindowScore::getWindowStart)
        .doesNotHaveDuplicates();
    assertThat(pipeline.health()).isEmpty();
  }

  @Test
  void shouldNeverScoreAcrossAGapAndReportIt() {
    List<AudioChunk> chunks =
        new SoundChunks("fan-0", "mic", "s1", START)
            .ofSeconds(TwoMachineModel.healthy("fan-0", 14));

    chunks.stream().filter(chunk -> chunk.getSequence() != 4).forEach(this::hear);

    assertThat(pipeline.scores())
        .isNotEmpty()
        .allMatch(
            score ->
                !score.getWindowEnd().isAfter(START.plusSeconds(4))
                    || !score.getWindowStart().isBefore(START.plusSeconds(5)))
        .anyMatch(score -> score.getWindowStart().equals(START.plusSeconds(5)));
    List<SensorHealth> reported = pipeline.health();
    assertThat(reported)
        .extracting(SensorHealth::getKind, SensorHealth::getState, SensorHealth::getAt)
        .containsExactly(
            tuple(HealthKind.GAP, HealthState.BEGIN, START.plusSeconds(4)),
            tuple(HealthKind.GAP, HealthState.END, START.plusSeconds(5)));
  }

  @Test
  void shouldHearNothingAfterAGapOfWhatWasBeforeIt() {
    float[] before = TwoMachineModel.healthy("pump-0", 5);
    float[] after = TwoMachineModel.healthy("fan-0", 6);
    Instant resumed = START.plusSeconds(60);

    // Chunks of another size leave log-mel blocks with other keys behind.
    new SoundChunks("fan-0", "interrupted", "s1", START).of(before, 7_919).forEach(this::hear);
    new SoundChunks("fan-0", "interrupted", "s2", resumed).ofSeconds(after).forEach(this::hear);
    new SoundChunks("fan-0", "fresh", "s3", resumed).ofSeconds(after).forEach(this::hear);

    Map<String, List<Double>> bySensor =
        pipeline.scores().stream()
            .filter(score -> !score.getWindowStart().isBefore(resumed))
            .collect(
                groupingBy(WindowScore::getSensorId, mapping(WindowScore::getScore, toList())));
    assertThat(bySensor.get("interrupted")).hasSize(4).isEqualTo(bySensor.get("fresh"));
  }

  @Test
  void shouldReportAnUnknownMachineOnce() {
    new SoundChunks("press-9", "mic", "s1", START)
        .ofSeconds(TwoMachineModel.healthy("fan-0", 8))
        .forEach(this::hear);

    assertThat(pipeline.scores()).isEmpty();
    assertThat(pipeline.health())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getKind()).isEqualTo(HealthKind.UNKNOWN_MACHINE);
              assertThat(event.getDetail()).contains("'press-9'");
            });
  }

  @Test
  void shouldSendInvalidChunksToTheDeadLettersAndGoOn() {
    List<AudioChunk> chunks =
        new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(TwoMachineModel.healthy("fan-0", 3));
    hear(chunks.get(0));
    hear(chunks.get(1));

    hear(AudioChunk.newBuilder(chunks.get(2)).setSampleRate(0).build());
    pipeline.hear("pump-0", Topics.AUDIO.values().serializer().serialize("audio", chunks.get(2)));
    hear(chunks.get(2));

    assertThat(pipeline.deadLetters()).hasSize(2);
    assertThat(pipeline.scores()).hasSize(1);
  }

  @Test
  void shouldOpenAnAnomalyWhenTheMachineSoundsWrongAndCloseItWhenItRecovers() {
    float[] healthy = TwoMachineModel.healthy("fan-0", 20);
    float[] wrong = TwoMachineModel.healthy("pump-0", 20);
    float[] sound = new float[3 * healthy.length];
    System.arraycopy(healthy, 0, sound, 0, healthy.length);
    System.arraycopy(wrong, 0, sound, healthy.length, wrong.length);
    System.arraycopy(healthy, 0, sound, 2 * healthy.length, healthy.length);

    new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(sound).forEach(this::hear);

    List<AnomalyEvent> events = pipeline.anomalies();
    assertThat(events)
        .extracting(AnomalyEvent::getAnomalyId)
        .containsOnly(events.get(0).getAnomalyId());
    assertThat(events.get(0).getState()).isEqualTo(AnomalyState.OPENED);
    assertThat(events.get(0).getBands()).isNotEmpty();
    assertThat(Duration.between(START.plusSeconds(20), events.get(0).getOpenedAt()))
        .isBetween(Duration.ZERO, Duration.ofSeconds(15));
    AnomalyEvent last = events.get(events.size() - 1);
    assertThat(last.getState()).isEqualTo(AnomalyState.CLOSED);
    assertThat(last.getClosedAt()).isBetween(START.plusSeconds(40), START.plusSeconds(60));
  }

  @Test
  void shouldRefuseAModelThatCannotStream() {
    ModelManifest m = detector.manifest();
    ModelManifest centred =
        new ModelManifest(
            m.formatVersion(),
            m.modelVersion(),
            m.recipe(),
            m.seed(),
            m.frontEnd().asCentered(),
            m.window(),
            m.networks(),
            m.scorer(),
            m.alarm(),
            m.machines(),
            m.metrics(),
            m.dataFingerprint(),
            m.entries());

    assertThatThrownBy(() -> Listening.of(centred))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wants centred frames, which a stream cannot give");
  }

  @Test
  void shouldRefuseAModelWithoutThresholds() {
    ModelManifest uncalibrated = detector.manifest().calibrated(Map.of());

    assertThatThrownBy(() -> Listening.of(uncalibrated))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "is not calibrated, it has no thresholds: find them with auscult calibrate");
  }

  private void hear(AudioChunk chunk) {
    pipeline.hear(chunk);
  }
}
