/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AvroSerde;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.WindowScore;
import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.state.LogMelBlock;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the design promises of the pipeline, promise by promise. */
class PipelinePromisesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static ModelBundle bundle;
  private static float[] healthy;
  private static float[] wrong;

  private Models models;
  private PipelineDriver pipeline;

  @BeforeAll
  static void train() throws Exception {
    bundle = TwoMachineModel.bundle();
    healthy = TwoMachineModel.healthy("fan-0", 60);
    // To a fan, a pump sounds very wrong.
    wrong = TwoMachineModel.healthy("pump-0", 60);
  }

  @BeforeEach
  void open() throws Exception {
    models = new Models(bundle, 1, null);
    pipeline = new PipelineDriver(models);
  }

  @AfterEach
  void close() {
    pipeline.close();
    models.close();
  }

  @AfterAll
  static void forget() {
    healthy = new float[0];
    wrong = new float[0];
  }

  @Test
  void shouldScoreAnHourOldBacklogBesideLiveSoundInTheSamePartition() {
    List<AudioChunk> live =
        new SoundChunks("fan-0", "mic", "live", START.plusSeconds(3600)).ofSeconds(healthy);
    List<AudioChunk> backlog = new SoundChunks("pump-0", "mic", "old", START).ofSeconds(wrong);

    for (int i = 0; i < live.size(); i++) {
      pipeline.hear(live.get(i));
      pipeline.hear(backlog.get(i));
    }

    List<WindowScore> scores = pipeline.scores();
    long windows = models.listening().windowsIn(healthy.length);
    assertThat(scores.stream().filter(s -> s.getMachineId().equals("fan-0")))
        .hasSize((int) windows);
    assertThat(scores.stream().filter(s -> s.getMachineId().equals("pump-0")))
        .hasSize((int) windows);
    assertThat(pipeline.health()).isEmpty();
  }

  @Test
  void shouldScoreWindowsOfManySensorsInOneBatchAndWaitNoLongerThanItMay() {
    for (int sensor = 0; sensor < 5; sensor++) {
      new SoundChunks("fan-0", "mic" + sensor, "s" + sensor, START)
          .of(first(healthy, 3), 3 * SoundChunks.RATE)
          .forEach(pipeline::hear);
    }
    assertThat(pipeline.scoresSoFar()).as("waiting for a batch").isEmpty();

    pipeline.pass(ScoreProcessor.MOST_WAIT);

    assertThat(pipeline.scoresSoFar()).hasSize(5);
    assertThat(pipeline.metrics().get("auscult.batch").summary().count()).isEqualTo(1);
  }

  @Test
  void shouldScoreAtOnceWhenABatchIsFull() {
    for (int sensor = 0; sensor < ScoreProcessor.BATCH; sensor++) {
      new SoundChunks("fan-0", "mic" + sensor, "s" + sensor, START)
          .of(first(healthy, 3), 3 * SoundChunks.RATE)
          .forEach(pipeline::hear);
    }

    assertThat(pipeline.scoresSoFar()).hasSize(ScoreProcessor.BATCH);
  }

  @Test
  void shouldScoreWhatIsCompleteBeforeAnotherStreamBegins() {
    Instant later = START.plusSeconds(60);
    List<AudioChunk> before =
        new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(first(healthy, 3));
    List<AudioChunk> after =
        new SoundChunks("fan-0", "mic", "s2", later).ofSeconds(first(healthy, 3));

    before.forEach(pipeline::hear);
    assertThat(pipeline.scoresSoFar()).as("the window waits").isEmpty();
    after.forEach(pipeline::hear);

    assertThat(pipeline.scores())
        .extracting(WindowScore::getWindowStart)
        .containsExactly(START, later);
  }

  @Test
  void shouldKeepNoMoreOfASensorThanItsNextWindowNeeds() {
    List<AudioChunk> chunks =
        new SoundChunks("fan-0", "a microphone with a rather long name", "s1", START)
            .ofSeconds(healthy);
    for (int i = 0; i < 3; i++) {
      for (AudioChunk chunk : chunks) {
        pipeline.hear(
            AudioChunk.newBuilder(chunk)
                .setStreamId("7f3c2f6e-0d0e-4f7a-9f0c-5d4f5a6b7c8" + i)
                .setCapturedAt(chunk.getCapturedAt().plusSeconds(3600L * i))
                .build());
      }
    }
    pipeline.scores();

    Map<String, NavigableMap<Bytes, byte[]>> state = pipeline.state();
    assertThat(state.get(PipelineTopology.CURSORS).firstEntry().getValue()).hasSizeLessThan(300);
    long frames = models.listening().windowFrames() + 2L * 32;
    long bytes =
        state.get(PipelineTopology.BLOCKS).values().stream().mapToLong(b -> b.length).sum();
    assertThat(bytes).isLessThan(frames * (128 * 2 + 4) + 1_000);
    assertThat(state.get(PipelineTopology.HELD)).isEmpty();
    assertThat(pipeline.metrics().get("auscult.state").gauge().value())
        .isBetween(bytes * 0.9, (double) bytes);
  }

  @Test
  void shouldRepairDisorderAndCountWhatCameTwice() {
    List<AudioChunk> chunks = new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(healthy);
    List<AudioChunk> sent = new ArrayList<>(chunks.subList(0, 12));
    sent.add(8, sent.remove(2));
    sent.add(chunks.get(3));

    sent.forEach(pipeline::hear);

    assertThat(pipeline.scores()).hasSize((int) models.listening().windowsIn(12 * 16_000));
    assertThat(pipeline.health()).isEmpty();
    assertThat(pipeline.count("auscult.chunks", "outcome", "duplicate")).isEqualTo(1);
    assertThat(pipeline.count("auscult.chunks", "outcome", "taken")).isEqualTo(12);
  }

  @Test
  void shouldSayOfflineAfterHalfAMinuteAndTakeItBackOnce() {
    List<AudioChunk> chunks = new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(healthy);
    pipeline.hear(chunks.get(0));
    pipeline.pass(Duration.ofSeconds(29));
    assertThat(pipeline.health()).isEmpty();
    pipeline.pass(Duration.ofSeconds(3));
    pipeline.pass(Duration.ofMinutes(2));
    pipeline.hear(chunks.get(1));
    pipeline.hear(chunks.get(2));

    assertThat(pipeline.health())
        .extracting(SensorHealth::getKind, SensorHealth::getState, SensorHealth::getSubject)
        .containsExactly(
            tuple(HealthKind.OFFLINE, HealthState.BEGIN, "mic"),
            tuple(HealthKind.OFFLINE, HealthState.END, "mic"));
  }

  @Test
  void shouldNotSayOfflineBeforeAllIsRead() {
    pipeline.hear(new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(healthy).get(0));
    pipeline.lagBehind(5);

    pipeline.pass(Duration.ofMinutes(2));

    assertThat(pipeline.health()).isEmpty();
  }

  @Test
  void shouldNotSayOfflineWhileNoBrokerAnswers() {
    pipeline.hear(new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(healthy).get(0));
    pipeline.loseSightOfTheEnd();

    pipeline.pass(Duration.ofMinutes(2));

    assertThat(pipeline.health()).isEmpty();
  }

  @Test
  void shouldTakeWhatWasHeldWhenTheSensorGoesSilent() {
    List<AudioChunk> chunks = new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(healthy);
    List.of(chunks.get(0), chunks.get(2), chunks.get(3), chunks.get(4)).forEach(pipeline::hear);
    assertThat(pipeline.scores()).isEmpty();

    pipeline.pass(Duration.ofSeconds(32));

    assertThat(pipeline.scoresSoFar()).isNotEmpty();
    assertThat(pipeline.health())
        .extracting(SensorHealth::getKind)
        .containsExactlyInAnyOrder(HealthKind.GAP, HealthKind.GAP, HealthKind.OFFLINE);
  }

  @Test
  void shouldCloseAnAnomalyWhoseMachineIsOfflineForFiveMinutes() {
    String opened = openAnAnomaly();

    pipeline.pass(Duration.ofSeconds(299));
    assertThat(pipeline.anomalies()).noneMatch(e -> e.getState() == AnomalyState.CLOSED);
    pipeline.pass(Duration.ofSeconds(3));

    assertThat(pipeline.anomalies())
        .extracting(
            AnomalyEvent::getAnomalyId, AnomalyEvent::getState, AnomalyEvent::getCloseReason)
        .containsExactly(tuple(opened, AnomalyState.CLOSED, CloseReason.OFFLINE));
  }

  @Test
  void shouldCloseTheAnomalyOfARetiredMachineAndNotMissItsSensors() {
    String opened = openAnAnomaly();

    pipeline.decide(settings().setRetired(true).build());
    pipeline.pass(Duration.ofMinutes(1));

    assertThat(pipeline.anomalies())
        .extracting(
            AnomalyEvent::getAnomalyId, AnomalyEvent::getState, AnomalyEvent::getCloseReason)
        .containsExactly(tuple(opened, AnomalyState.CLOSED, CloseReason.RETIRED));
    assertThat(pipeline.health()).isEmpty();
  }

  @Test
  void shouldCountWhatAMuteHoldsBack() {
    pipeline.decide(settings().setMutedFrom(START).setMutedUntil(null).build());

    new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(wrong).forEach(pipeline::hear);

    assertThat(pipeline.anomalies()).isEmpty();
    assertThat(pipeline.scores()).isNotEmpty();
    assertThat(pipeline.count("auscult.suppressions", "reason", "muted")).isPositive();
  }

  @Test
  void shouldJudgeAMuteByTheTimeOfTheWindow() {
    pipeline.decide(settings().setMutedFrom(START.plusSeconds(3600)).setMutedUntil(null).build());

    new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(wrong).forEach(pipeline::hear);

    assertThat(pipeline.anomalies()).isNotEmpty();
  }

  @Test
  void shouldTakeThresholdsFromTheOperatorAtOnce() {
    pipeline.decide(settings().setOpenThreshold(1e9).build());
    new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(wrong).forEach(pipeline::hear);
    assertThat(pipeline.anomalies()).isEmpty();
    assertThat(pipeline.scores()).last().matches(score -> score.getThreshold() == 1e9);

    pipeline.decide(settings().setOpenThreshold(null).build());
    new SoundChunks("fan-0", "mic", "s2", START.plusSeconds(60))
        .ofSeconds(wrong)
        .forEach(pipeline::hear);

    assertThat(pipeline.anomalies()).isNotEmpty();
  }

  @Test
  void shouldHoldAMachineAgainstTheClassThatTheOperatorNames() {
    new SoundChunks("press-9", "mic", "s1", START)
        .ofSeconds(first(healthy, 5))
        .forEach(pipeline::hear);
    assertThat(pipeline.scores()).isEmpty();

    pipeline.decide(
        MachineSettings.newBuilder().setMachineId("press-9").setModelClass("fan-0").build());
    new SoundChunks("press-9", "mic", "s2", START.plusSeconds(5))
        .ofSeconds(first(healthy, 5))
        .forEach(pipeline::hear);

    assertThat(pipeline.scores()).isNotEmpty();
    assertThat(pipeline.health())
        .extracting(SensorHealth::getKind, SensorHealth::getState)
        .containsExactly(
            tuple(HealthKind.UNKNOWN_MACHINE, HealthState.BEGIN),
            tuple(HealthKind.UNKNOWN_MACHINE, HealthState.END));
  }

  @Test
  void shouldCloseTheAnomalyOfAMachineThatTheModelNoLongerKnows() {
    openAnAnomaly();

    pipeline.decide(settings().setModelClass("something-else").build());
    new SoundChunks("fan-0", "mic", "s2", START.plusSeconds(60))
        .ofSeconds(first(wrong, 5))
        .forEach(pipeline::hear);
    pipeline.pass(Duration.ofSeconds(2));

    assertThat(pipeline.anomalies())
        .extracting(AnomalyEvent::getState, AnomalyEvent::getCloseReason)
        .containsExactly(tuple(AnomalyState.CLOSED, CloseReason.NO_MODEL));
  }

  @Test
  void shouldCloseAnAnomalyWhoseSoundCannotBeScoredForFiveMinutes() {
    String opened = openAnAnomaly();
    // The last window that was scored ends within the first minute's last second.
    Instant fiveMinutesLater = START.plusSeconds(360);

    assertThat(anomaliesIfUnscorable(fiveMinutesLater.minusSeconds(2))).isEmpty();
    assertThat(anomaliesIfUnscorable(fiveMinutesLater.plusSeconds(1)))
        .extracting(
            AnomalyEvent::getAnomalyId, AnomalyEvent::getState, AnomalyEvent::getCloseReason)
        .containsExactly(tuple(opened, AnomalyState.CLOSED, CloseReason.NO_MODEL));
  }

  /** What is told when no window of fan-0 has been scorable after its first minute. */
  private List<AnomalyEvent> anomaliesIfUnscorable(Instant until) {
    SensorHealth unscorable =
        SensorHealth.newBuilder()
            .setMachineId("fan-0")
            .setSubject("mic")
            .setOrigin(HealthOrigin.PIPELINE)
            .setKind(HealthKind.UNSCORABLE)
            .setState(HealthState.BEGIN)
            .setSince(START.plusSeconds(61))
            .setAt(until)
            .build();
    Map<String, NavigableMap<Bytes, byte[]>> state = pipeline.state();
    state
        .get(PipelineTopology.CONDITIONS)
        .put(
            Bytes.wrap("fan-0\0mic\0UNSCORABLE".getBytes(UTF_8)),
            AvroSerde.of(SensorHealth.class).serialize("conditions", unscorable));
    try (PipelineDriver later =
        new PipelineDriver(models, ChannelMode.MIX, state, PipelineDriver.NOW)) {
      later.pass(Duration.ofSeconds(2));
      return later.anomalies();
    }
  }

  @Test
  void shouldRefuseOnlyTheWindowThatCannotBeScoredAndMoveOn() {
    List<AudioChunk> left =
        new SoundChunks("fan-0", "left", "s1", START).ofSeconds(first(healthy, 20));
    List<AudioChunk> right =
        new SoundChunks("fan-0", "right", "s2", START).ofSeconds(first(healthy, 20));
    for (int i = 0; i < 3; i++) {
      pipeline.hear(left.get(i));
      pipeline.hear(right.get(i));
    }
    assertThat(pipeline.scoresSoFar()).as("both wait for one batch").isEmpty();
    var damaged = damaged(pipeline.state(), "right");

    try (PipelineDriver moved =
        new PipelineDriver(models, ChannelMode.MIX, damaged, PipelineDriver.NOW)) {
      assertThat(moved.scores()).extracting(WindowScore::getSensorId).containsExactly("left");
      for (int i = 3; i < 20; i++) {
        moved.hear(left.get(i));
        moved.hear(right.get(i));
      }
      List<WindowScore> later = moved.scores();
      assertThat(later).extracting(WindowScore::getSensorId).contains("left", "right");
      assertThat(later)
          .filteredOn(score -> score.getSensorId().equals("right"))
          .as("the blocks that were damaged are past")
          .first()
          .matches(score -> score.getWindowStart().isAfter(START));
      List<SensorHealth> health = moved.health();
      assertThat(health)
          .extracting(SensorHealth::getKind, SensorHealth::getState, SensorHealth::getSubject)
          .containsExactly(
              tuple(HealthKind.UNSCORABLE, HealthState.BEGIN, "right"),
              tuple(HealthKind.UNSCORABLE, HealthState.END, "right"));
      assertThat(health.get(0).getDetail()).contains("partition 0, offsets 1 to 5");
      assertThat(moved.deadLetters()).as("the chunks are innocent").isEmpty();
    }
  }

  /** The first stored value of a sensor becomes NaN in all its blocks. */
  private static Map<String, NavigableMap<Bytes, byte[]>> damaged(
      Map<String, NavigableMap<Bytes, byte[]>> state, String sensor) {
    AvroSerde<LogMelBlock> serde = AvroSerde.of(LogMelBlock.class);
    state
        .get(PipelineTopology.BLOCKS)
        .replaceAll(
            (key, value) -> {
              if (!new String(key.get(), UTF_8).contains(sensor)) {
                return value;
              }
              LogMelBlock block = serde.deserialize("blocks", value);
              ByteBuffer logMel = block.getLogMel();
              logMel.put(logMel.position(), (byte) 0x7e);
              // Only halves can be NaN.
              return serde.serialize(
                  "blocks", LogMelBlock.newBuilder(block).setStepsPerDb(0).build());
            });
    return state;
  }

  @Test
  void shouldChangeTheModelBetweenTwoBatchesAndSayWhichOneScored() throws Exception {
    ModelBundle other = TwoMachineModel.otherBundle();
    List<AudioChunk> chunks = new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(healthy);
    chunks.subList(0, 10).forEach(pipeline::hear);
    List<WindowScore> before = pipeline.scores();

    models.swap(other);
    chunks.subList(10, 20).forEach(pipeline::hear);
    List<WindowScore> after = pipeline.scores();

    assertThat(before)
        .extracting(WindowScore::getModelVersion)
        .containsOnly(bundle.manifest().modelVersion());
    assertThat(after)
        .extracting(WindowScore::getModelVersion)
        .containsOnly(other.manifest().modelVersion());
    assertThat(before.size() + after.size())
        .isEqualTo((int) models.listening().windowsIn(20 * 16_000));
    assertThat(pipeline.health()).isEmpty();
  }

  @Test
  void shouldGoOnWithTheOldModelWhenTheNewOneIsRefused() throws Exception {
    byte[] zip = TwoMachineModel.otherBundle().toBytes();
    zip[zip.length / 2] ^= 1;
    List<AudioChunk> chunks = new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(healthy);
    chunks.subList(0, 10).forEach(pipeline::hear);

    assertThatThrownBy(() -> models.swap(ModelBundle.read(zip, "damaged.zip")))
        .hasMessageContaining("damaged.zip is not a usable model bundle: it is damaged");
    chunks.subList(10, 20).forEach(pipeline::hear);

    assertThat(pipeline.scores())
        .hasSize((int) models.listening().windowsIn(20 * 16_000))
        .extracting(WindowScore::getModelVersion)
        .containsOnly(bundle.manifest().modelVersion());
  }

  @Test
  void shouldSendWhatCannotBeDecodedToTheDeadLettersAndGoOn() {
    List<AudioChunk> chunks = new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(healthy);
    pipeline.hear(chunks.get(0));
    pipeline.hear("fan-0", "no chunk".getBytes(UTF_8));
    pipeline.hear("fan-0", null);
    pipeline.hear(null, new byte[0]);
    pipeline.hear(chunks.get(1));
    pipeline.hear(chunks.get(2));

    assertThat(pipeline.scores()).hasSize(1);
    assertThat(pipeline.deadLetters()).hasSize(3).contains("no chunk".getBytes(UTF_8));
    assertThat(pipeline.count("auscult.dead.letters")).isEqualTo(3);
  }

  /** Ends a minute into the stream s1. */
  private String openAnAnomaly() {
    new SoundChunks("fan-0", "mic", "s1", START).ofSeconds(wrong).forEach(pipeline::hear);
    List<AnomalyEvent> events = pipeline.anomalies();
    assertThat(events).isNotEmpty();
    assertThat(pipeline.health()).isEmpty();
    return events.get(0).getAnomalyId();
  }

  private static MachineSettings.Builder settings() {
    return MachineSettings.newBuilder().setMachineId("fan-0");
  }

  private static float[] first(float[] sound, int seconds) {
    return Arrays.copyOf(sound, seconds * SoundChunks.RATE);
  }
}
