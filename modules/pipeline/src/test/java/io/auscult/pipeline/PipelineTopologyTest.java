/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.Detector;
import io.auscult.detector.WindowInput;
import io.auscult.dsp.LogMel;
import io.auscult.pipeline.decision.AlarmRule;
import io.auscult.pipeline.decision.AlarmStateMachine;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTopologyTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static Detector detector;
  private static Topology topology;

  @TempDir Path stateFolder;
  private TopologyTestDriver driver;
  private TestInputTopic<String, AudioChunk> audio;
  private TestOutputTopic<String, WindowScore> scores;
  private TestOutputTopic<String, AnomalyEvent> anomalies;
  private TestOutputTopic<String, SensorHealth> health;
  private TestOutputTopic<String, byte[]> deadLetters;

  @BeforeAll
  static void train() throws Exception {
    detector = Detector.load(TwoMachineModel.bundle());
    topology =
        PipelineTopology.build(
            Listening.of(detector.manifest()),
            new AlarmStateMachine(AlarmRule.of(AlarmSpec.standard())),
            () -> detector);
  }

  @AfterAll
  static void unload() {
    detector.close();
  }

  @BeforeEach
  void open() {
    PipelineSettings settings =
        new PipelineSettings(
            "unused:9092",
            "test",
            "test-1",
            stateFolder,
            1,
            AlarmRule.of(AlarmSpec.standard()),
            Map.of());
    driver = new TopologyTestDriver(topology, settings.streamsProperties());
    audio =
        driver.createInputTopic(
            Topics.AUDIO.name(), new StringSerializer(), Topics.AUDIO.values().serializer());
    scores = output(Topics.SCORES);
    anomalies = output(Topics.ANOMALIES);
    health = output(Topics.HEALTH);
    deadLetters =
        driver.createOutputTopic(
            Topics.DEAD_LETTERS.name(), new StringDeserializer(), new ByteArrayDeserializer());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void shouldLookAsItsPicture() throws Exception {
    String picture =
        new String(getClass().getResourceAsStream("/topology.txt").readAllBytes(), UTF_8);

    assertThat(topology.describe().toString()).isEqualTo(picture);
  }

  @Test
  void shouldScoreEveryWindowOnceAndAsAPlainLoopOverTheSamplesDoes() {
    float[] sound = TwoMachineModel.healthy("fan-0", 10);

    new SoundChunks("fan-0", "mic", "s1", START).of(sound, 7_919).forEach(this::hear);

    List<WindowScore> streamed = scores.readValuesToList();
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
        scores.readValuesToList().stream()
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

    assertThat(scores.readValuesToList())
        .hasSize(4)
        .extracting(WindowScore::getWindowStart)
        .doesNotHaveDuplicates();
    assertThat(health.isEmpty()).isTrue();
  }

  @Test
  void shouldNeverScoreAcrossAGapAndReportIt() {
    List<AudioChunk> chunks =
        new SoundChunks("fan-0", "mic", "s1", START)
            .ofSeconds(TwoMachineModel.healthy("fan-0", 10));

    chunks.stream().filter(chunk -> chunk.getSequence() != 4).forEach(this::hear);

    assertThat(scores.readValuesToList())
        .isNotEmpty()
        .allMatch(
            score ->
                !score.getWindowEnd().isAfter(START.plusSeconds(4))
                    || !score.getWindowStart().isBefore(START.plusSeconds(5)))
        .anyMatch(score -> score.getWindowStart().equals(START.plusSeconds(5)));
    List<SensorHealth> reported = health.readValuesToList();
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
        scores.readValuesToList().stream()
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

    assertThat(scores.isEmpty()).isTrue();
    assertThat(health.readValuesToList())
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
    audio.pipeInput("pump-0", chunks.get(2));
    hear(chunks.get(2));

    assertThat(deadLetters.getQueueSize()).isEqualTo(2);
    assertThat(scores.readValuesToList()).hasSize(1);
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

    List<AnomalyEvent> events = anomalies.readValuesToList();
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
    audio.pipeInput(chunk.getMachineId(), chunk);
  }

  private <V> TestOutputTopic<String, V> output(TopicDefinition<V> topic) {
    return driver.createOutputTopic(
        topic.name(), new StringDeserializer(), topic.values().deserializer());
  }
}
