/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.Clip;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.pipeline.TwoMachineModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is kept, of real sound in a topic that stands in memory. */
class CuratorTopologyTest {

  /** Begins with a slot. */
  private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

  private static final Duration SLOT = Duration.ofSeconds(30);
  private static final CurationRules RULES =
      new CurationRules(
          Duration.ofSeconds(4),
          2,
          SLOT.multipliedBy(2),
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          900_000,
          Duration.ofMinutes(10));

  private static ModelManifest model;
  private static float[] fan;

  private final RecordedAudio audio = new RecordedAudio();
  private CuratorDriver curator;
  private HeardSound sound;

  @BeforeAll
  static void train() throws Exception {
    model = TwoMachineModel.bundle().manifest();
    fan = TwoMachineModel.healthy("fan-0", 60);
  }

  @BeforeEach
  void open() {
    curator = driver(RULES);
    HeardSound heard = sound("fan-0", "mic");
    sound = heard.at(audio.add(heard.chunks()));
  }

  private CuratorDriver driver(CurationRules rules) {
    return new CuratorDriver(
        () -> model, audio, rules, DriftRules.standard(), START.plus(Duration.ofHours(1)));
  }

  private static HeardSound sound(String machine, String sensor) {
    return new HeardSound(machine, sensor, START, fan, model.modelVersion(), 0);
  }

  @AfterEach
  void close() {
    curator.close();
  }

  private void hearAll() {
    for (int w = 0; w < sound.windows(); w++) {
      curator.score(sound.window(w).build());
    }
    curator.pass(Duration.ofSeconds(2));
  }

  @Test
  void shouldKeepOneSampleASlotThatHoldsExactlyWhatWasHeard() throws Exception {
    hearAll();

    List<Clip> normals = curator.normals();
    assertThat(normals).hasSize(2);
    for (int slot = 0; slot < 2; slot++) {
      Clip clip = normals.get(slot);
      assertThat(clip.getAnomalyId()).isNull();
      assertThat(clip.getSampleCount()).isEqualTo(4 * 16_000);
      assertThat(clip.getCapturedAt())
          .isBetween(
              RULES.slots().place("fan-0", RULES.slots().at(START) + slot),
              START.plus(SLOT.multipliedBy(slot + 1)).minusSeconds(4));
      assertThat(HeardSound.decoded(clip)).isEqualTo(sound.published(clip));
    }
    assertThat(curator.count("auscult.clips", "kind", "normal")).isEqualTo(2);
  }

  @Test
  void shouldKeepNothingTwiceThoughTheScoresComeAgain() {
    hearAll();
    hearAll();

    assertThat(curator.normals()).hasSize(2);
  }

  @Test
  void shouldKeepWhatKafkaGivesLater() {
    audio.answers(false);
    hearAll();
    curator.tell(sound.closed("a-1", 20).build());
    curator.pass(Duration.ofMinutes(9));
    assertThat(curator.gauge("auscult.wanted.clips")).isEqualTo(3);
    assertThat(curator.normals()).isEmpty();

    audio.answers(true);
    curator.pass(Duration.ofSeconds(10));

    assertThat(curator.normals()).hasSize(2);
    assertThat(curator.clips()).hasSize(1);
    assertThat(curator.gauge("auscult.wanted.clips")).isZero();
  }

  @Test
  void shouldGiveUpWhatKafkaDoesNotGiveForTenMinutes() {
    audio.answers(false);
    curator.tell(sound.closed("a-1", 20).build());
    curator.pass(Duration.ofMinutes(11));
    audio.answers(true);
    curator.pass(Duration.ofMinutes(1));

    assertThat(curator.clips()).isEmpty();
    assertThat(curator.count("auscult.clips.failed", "reason", "unavailable")).isEqualTo(1);
  }

  @Test
  void shouldGoOnWhenTheSoundIsGone() {
    audio.forget(30);
    curator.tell(sound.closed("a-1", 20).build());
    hearAll();

    assertThat(curator.clips()).isEmpty();
    assertThat(curator.count("auscult.clips.failed", "reason", "gone")).isEqualTo(2);
    assertThat(curator.normals()).hasSize(1);
  }

  @Test
  void shouldKeepTheSoundAroundThePeakOfAnAnomalyOnce() throws Exception {
    curator.tell(
        sound
            .closed("a-1", 20)
            .setState(AnomalyState.OPENED)
            .setClosedAt(null)
            .setCloseReason(null)
            .build());
    curator.pass(Duration.ofSeconds(2));
    assertThat(curator.clips()).isEmpty();
    curator.tell(sound.closed("a-1", 20).build());
    curator.tell(sound.closed("a-1", 20).build());
    curator.pass(Duration.ofSeconds(2));
    curator.tell(sound.closed("a-1", 20).build());
    curator.pass(Duration.ofSeconds(2));

    List<Clip> clips = curator.clips();
    assertThat(clips).hasSize(1);
    Clip clip = clips.get(0);
    Instant peak = sound.window(20).getWindowStart().plusMillis(1_072);
    assertThat(clip.getAnomalyId()).isEqualTo("a-1");
    assertThat(Duration.between(clip.getCapturedAt(), HeardSound.end(clip)))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(clip.getCapturedAt()).isBetween(peak.minusSeconds(6), peak.minusSeconds(4));
    assertThat(HeardSound.decoded(clip)).isEqualTo(sound.published(clip));
  }

  @Test
  void shouldTakeMoreOfTheOtherSideWhereTheSoundBegins() throws Exception {
    curator.tell(sound.closed("a-1", 1).build());
    curator.pass(Duration.ofSeconds(2));

    Clip clip = curator.clips().get(0);
    assertThat(clip.getCapturedAt()).isEqualTo(START);
    assertThat(clip.getSampleCount()).isEqualTo(10 * 16_000);
    assertThat(HeardSound.decoded(clip)).isEqualTo(sound.published(clip));
  }

  @Test
  void shouldNotReachOverAGap() throws Exception {
    // Given: seconds 18 and 24 are missing, 19 was sent twice
    RecordedAudio holed = new RecordedAudio();
    List<AudioChunk> chunks = sound.chunks();
    holed.add(chunks.subList(0, 18));
    holed.add(chunks.subList(19, 20));
    holed.add(chunks.subList(19, 24));
    holed.add(chunks.subList(25, 60));
    try (CuratorDriver other =
        new CuratorDriver(
            () -> model, holed, RULES, DriftRules.standard(), START.plusSeconds(60))) {
      // When: the peak is in seconds 20 to 22
      other.tell(
          sound.closed("a-1", 20).setEvidenceOffsetFirst(20).setEvidenceOffsetLast(22).build());
      other.pass(Duration.ofSeconds(2));

      // Then
      Clip clip = other.clips().get(0);
      assertThat(clip.getCapturedAt()).isEqualTo(START.plusSeconds(19));
      assertThat(clip.getSampleCount()).isEqualTo(5 * 16_000);
      assertThat(HeardSound.decoded(clip)).isEqualTo(sound.published(clip));
    }
  }

  @Test
  void shouldShortenWhatIsTooLargeEvenlyAroundThePeak() throws Exception {
    CurationRules small =
        new CurationRules(
            Duration.ofSeconds(4),
            2,
            SLOT.multipliedBy(2),
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            60_000,
            Duration.ofMinutes(10));
    try (CuratorDriver other = driver(small)) {
      other.tell(sound.closed("a-1", 20).build());
      other.pass(Duration.ofSeconds(2));

      Clip clip = other.clips().get(0);
      Instant peak = sound.window(20).getWindowStart().plusMillis(1_072);
      Duration before = Duration.between(clip.getCapturedAt(), peak);
      Duration after = Duration.between(peak, HeardSound.end(clip));
      assertThat(clip.getFlac().remaining()).isBetween(40_000, 60_000);
      assertThat(before.minus(after).abs()).isLessThan(Duration.ofMillis(1_500));
      assertThat(HeardSound.decoded(clip)).isEqualTo(sound.published(clip));
    }
  }

  @Test
  void shouldKeepNothingOfAMachineThatNobodyMayListenTo() {
    curator.decide(MachineSettings.newBuilder().setMachineId("fan-0").setListenBack(false).build());

    hearAll();
    curator.tell(sound.closed("a-1", 20).build());
    curator.pass(Duration.ofMinutes(1));

    assertThat(curator.normals()).isEmpty();
    assertThat(curator.clips()).isEmpty();
    assertThat(curator.gauge("auscult.wanted.clips")).isZero();
  }

  /** Something that is against a stretch of the sound, from its second 0 to 32. */
  record Against(String name, BiConsumer<CuratorDriver, HeardSound> happen) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Against> reasons() {
    return Stream.of(
        new Against(
            "anomaly",
            (curator, sound) ->
                curator.tell(
                    sound
                        .closed("a-0", 0)
                        .setOpenedAt(START)
                        .setClosedAt(START.plusSeconds(32))
                        .build())),
        new Against(
            "muted",
            (curator, sound) ->
                curator.decide(
                    settings().setMutedFrom(START).setMutedUntil(START.plusSeconds(32)).build())),
        new Against(
            "silent", (curator, sound) -> curator.tell(condition(HealthKind.SILENT, "mic"))),
        new Against(
            "clipping", (curator, sound) -> curator.tell(condition(HealthKind.CLIPPING, "mic"))),
        new Against(
            "source stalled",
            (curator, sound) -> curator.tell(condition(HealthKind.STALLED, "some source"))));
  }

  private static MachineSettings.Builder settings() {
    return MachineSettings.newBuilder().setMachineId("fan-0");
  }

  private static SensorHealth condition(HealthKind kind, String subject) {
    return SensorHealth.newBuilder()
        .setMachineId("fan-0")
        .setSubject(subject)
        .setOrigin(HealthOrigin.GATEWAY)
        .setKind(kind)
        .setState(HealthState.END)
        .setSince(START)
        .setAt(START.plusSeconds(32))
        .build();
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void shouldTakeNothingForNormalThatSomethingIsKnownAgainst(Against reason) {
    reason.happen().accept(curator, sound);

    hearAll();

    assertThat(curator.normals())
        .hasSize(1)
        .allMatch(clip -> !clip.getCapturedAt().isBefore(START.plusSeconds(32)));
  }

  @Test
  void shouldTakeNothingForNormalThatIsOverTheThresholdOrSoonWillBe() {
    for (int w = 0; w < sound.windows(); w++) {
      // Every fifth window: the sound between lasts for a clip, but not for a while more.
      double score = w % 5 == 4 ? 2 : 1;
      curator.score(sound.window(w).setScore(score).build());
    }
    curator.pass(Duration.ofSeconds(2));

    assertThat(curator.normals()).isEmpty();
  }

  @Test
  void shouldTakeNothingForNormalThatAnotherModelScored() {
    for (int w = 0; w < sound.windows(); w++) {
      curator.score(sound.window(w).setModelVersion("other").build());
    }
    curator.pass(Duration.ofSeconds(2));

    assertThat(curator.normals()).isEmpty();
  }

  @Test
  void shouldLetSensorsTakeTurns() {
    HeardSound left = sound("fan-0", "left");
    left = left.at(audio.add(left.chunks()));
    for (int w = 0; w < sound.windows(); w++) {
      curator.score(left.window(w).build());
      curator.score(sound.window(w).build());
    }
    curator.pass(Duration.ofSeconds(2));

    assertThat(curator.normals())
        .extracting(Clip::getSensorId)
        .containsExactlyInAnyOrder("left", "mic");
  }

  @Test
  void shouldLearnAnUnknownMachineOnlyWhileItIsAskedTo() throws Exception {
    HeardSound press = sound("press-9", "press-mic");
    audio.add(press.chunks());
    curator.tell(
        SensorHealth.newBuilder(condition(HealthKind.UNKNOWN_MACHINE, "press-mic"))
            .setMachineId("press-9")
            .setState(HealthState.BEGIN)
            .setAt(START)
            .build());
    curator.pass(Duration.ofMinutes(1));
    assertThat(curator.normals()).as("not registered").isEmpty();

    Instant until = START.plus(Duration.ofMinutes(62));
    curator.decide(
        MachineSettings.newBuilder().setMachineId("press-9").setLearnUntil(until).build());
    curator.pass(Duration.ofMinutes(3));

    List<Clip> normals = curator.normals();
    assertThat(normals).hasSize(2).extracting(Clip::getMachineId).containsOnly("press-9");
    assertThat(HeardSound.decoded(normals.get(0))).isEqualTo(press.published(normals.get(0)));
    assertThat(HeardSound.end(normals.get(0))).isEqualTo(START.plusSeconds(60));
  }
}
