/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.WindowScore;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.WindowInput;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A challenger beside the champion. */
class ShadowTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static ModelBundle bundle;
  private static ModelBundle other;
  private static List<AudioChunk> fan;
  private static List<AudioChunk> pump;
  private static List<WindowScore> alone;

  private final NotedNews news = new NotedNews();
  private final List<String> told = news.lines();
  private Models models;
  private PipelineDriver pipeline;

  @BeforeAll
  static void train() throws Exception {
    bundle = TwoMachineModel.bundle();
    other = TwoMachineModel.otherBundle();
    fan = sound("fan-0");
    pump = sound("pump-0");
    alone = alone(20);
  }

  /** What the champion says when nobody else does, in the same batches. */
  private static List<WindowScore> alone(int... pauses) throws Exception {
    List<WindowScore> scores = new ArrayList<>();
    try (Models models = new Models(bundle, 1, null);
        PipelineDriver pipeline = new PipelineDriver(models)) {
      int from = 0;
      for (int until : pauses) {
        scores.addAll(hear(pipeline, from, until));
        from = until;
      }
    }
    return scores;
  }

  private static List<AudioChunk> sound(String machine) {
    return new SoundChunks(machine, machine, "s1", START)
        .ofSeconds(TwoMachineModel.healthy(machine, 20));
  }

  @BeforeEach
  void open() throws Exception {
    models = new Models(bundle, 1, null);
    models.onSwap(news);
    pipeline = new PipelineDriver(models);
  }

  @AfterEach
  void close() {
    pipeline.close();
    models.close();
  }

  /** The chunks of both machines, second by second, and what the champion thinks of them. */
  private static List<WindowScore> hear(PipelineDriver pipeline, int from, int until) {
    for (int i = from; i < until; i++) {
      pipeline.hear(fan.get(i));
      pipeline.hear(pump.get(i));
    }
    return pipeline.scores();
  }

  @Test
  void shouldScoreTheWindowsOfTheChampionWhoseScoresStayTheSame() throws Exception {
    models.challenge(other);

    List<WindowScore> champion = hear(pipeline, 0, 20);

    assertThat(champion).isEqualTo(alone);
    List<WindowScore> challenger = pipeline.shadowScoresSoFar();
    assertThat(challenger)
        .extracting(WindowScore::getModelVersion)
        .containsOnly(other.manifest().modelVersion());
    assertThat(challenger).usingElementComparator(ShadowTest::comparePlaces).isEqualTo(champion);
    try (Models asChampion = new Models(other, 1, null);
        PipelineDriver alone = new PipelineDriver(asChampion)) {
      assertThat(challenger).as("what it would say as champion").isEqualTo(hear(alone, 0, 20));
    }
    assertThat(pipeline.count("auscult.shadow.windows")).isEqualTo(champion.size());
    assertThat(pipeline.count("auscult.windows")).isEqualTo(champion.size());
  }

  /** Equal in all that tells what was heard, when and where it lies. */
  private static int comparePlaces(WindowScore a, WindowScore b) {
    return place(a).equals(place(b)) ? 0 : 1;
  }

  private static List<Object> place(WindowScore score) {
    return List.of(
        score.getMachineId(),
        score.getSensorId(),
        score.getWindowStart(),
        score.getWindowEnd(),
        score.getCompletedAt(),
        score.getLevelDbfs(),
        score.getSourcePartition(),
        score.getSourceOffsetFirst(),
        score.getSourceOffsetLast());
  }

  @Test
  void shouldLeaveOutWhatTheChallengerHasNotLearned() throws Exception {
    models.challenge(TwoMachineModel.bundleOf("pump-0"));

    assertThat(hear(pipeline, 0, 20)).isEqualTo(alone);

    assertThat(pipeline.shadowScoresSoFar())
        .hasSize(alone.size() / 2)
        .extracting(WindowScore::getMachineId)
        .containsOnly("pump-0");
    assertThat(pipeline.health()).isEmpty();
  }

  @Test
  void shouldGiveUpAChallengerThatThrowsAndNotDisturbTheChampion() throws Exception {
    models.challenge(other);
    List<WindowScore> champion = new ArrayList<>(hear(pipeline, 0, 8));
    assertThat(pipeline.shadowScoresSoFar()).isNotEmpty();

    // Its native memory is gone: every pass throws from now on.
    models.challenger().detector().close();
    champion.addAll(hear(pipeline, 8, 11));
    champion.addAll(hear(pipeline, 11, 20));

    assertThat(champion).isEqualTo(alone(8, 11, 20));
    assertThat(pipeline.shadowScoresSoFar()).isEmpty();
    assertThat(pipeline.count("auscult.shadow.failures")).isEqualTo(Shadow.MOST_FAILURES);
    assertThat(told).hasSize(2);
    assertThat(told.get(1))
        .startsWith("challenger refused: " + other.manifest().modelVersion())
        .contains("could not score 3 batches in a row");
    assertThat(models.hasChallenger()).isFalse();
    assertThat(pipeline.deadLetters()).isEmpty();
    assertThat(pipeline.health()).isEmpty();
  }

  @Test
  void shouldTakeAScoreThatIsNoNumberForAFailure() throws Exception {
    models.challenge(SpoiltModel.of(other));

    assertThat(hear(pipeline, 0, 20)).isEqualTo(alone);

    assertThat(told.get(told.size() - 1)).contains("batches in a row: a score is NaN");
    assertThat(models.hasChallenger()).isFalse();
  }

  @Test
  void shouldPromoteTheChallengerWithoutAWindowLostOrScoredTwice() throws Exception {
    models.challenge(other);
    List<WindowScore> before = hear(pipeline, 0, 10);
    assertThat(pipeline.shadowScoresSoFar()).hasSameSizeAs(before);

    models.withdrawChallenger();
    models.swap(other);
    List<WindowScore> after = hear(pipeline, 10, 20);

    assertThat(after)
        .extracting(WindowScore::getModelVersion)
        .containsOnly(other.manifest().modelVersion());
    List<WindowScore> all = new ArrayList<>(before);
    all.addAll(after);
    assertThat(all).usingElementComparator(ShadowTest::comparePlaces).isEqualTo(alone);
    assertThat(pipeline.shadowScoresSoFar()).isEmpty();
    String version = other.manifest().modelVersion();
    assertThat(told)
        .containsExactly(
            "challenger %s taken".formatted(version),
            "challenger withdrawn",
            "champion %s taken".formatted(version));
  }

  @Test
  void shouldFreeTheMemoryOfAWithdrawnChallengerThoughNothingIsHeard() throws Exception {
    models.challenge(other);
    hear(pipeline, 0, 10);
    ServedModel challenger = models.challenger();

    models.withdrawChallenger();
    pipeline.pass(ScoreProcessor.CHECK_EVERY);

    WindowInput window = new WindowInput("fan-0", "fan-0", new float[64][128]);
    assertThatThrownBy(() -> challenger.detector().score(List.of(window)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void shouldRefuseAChallengerThatHearsOtherWindows() throws Exception {
    ModelBundle longer = TwoMachineModel.longerBundle();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> models.challenge(longer))
        .withMessage(
            "challenger %s hears windows of 96 frames every 48, the champion of 64 every 32: compare them with auscult replay",
            longer.manifest().modelVersion());
  }

  @Test
  void shouldWithdrawTheChallengerWhenANewChampionHearsOtherWindows() throws Exception {
    ModelBundle longer = TwoMachineModel.longerBundle();
    models.challenge(other);
    hear(pipeline, 0, 10);
    pipeline.shadowScoresSoFar();

    models.swap(longer);

    assertThat(hear(pipeline, 10, 20))
        .extracting(WindowScore::getModelVersion)
        .containsOnly(longer.manifest().modelVersion());
    assertThat(pipeline.shadowScoresSoFar()).isEmpty();
    assertThat(told.get(1)).startsWith("challenger refused: challenger ");
    assertThat(told.get(2)).startsWith("champion ").endsWith(" taken");
  }
}
