/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.assembly.ChannelMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import org.apache.kafka.common.utils.Bytes;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The task moves or dies, and goes on elsewhere from what the changelogs hold. */
class PipelineResumeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static Models models;

  /** What happens to a pipeline: a chunk arrives, or time goes by (null). */
  private static final List<AudioChunk> STEPS = new ArrayList<>();

  @BeforeAll
  static void prepare() throws Exception {
    models = new Models(TwoMachineModel.bundle(), 1, null);
    Random random = new Random(5);
    List<List<AudioChunk>> sensors = new ArrayList<>();
    sensors.add(
        new SoundChunks("fan-0", "left", "s1", START)
            .ofSeconds(TwoMachineModel.healthy("pump-0", 16)));
    sensors.add(
        new SoundChunks("fan-0", "right", "s2", START.plusMillis(300))
            .of(TwoMachineModel.healthy("fan-0", 14), 7_919));
    sensors.add(
        new SoundChunks("pump-0", "mic", "s3", START)
            .of(TwoMachineModel.healthy("pump-0", 9), 40_000));
    List<AudioChunk> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      for (List<AudioChunk> sensor : sensors) {
        if (i < sensor.size()) {
          all.add(sensor.get(i));
        }
      }
    }
    for (int i = 0; i < all.size(); i++) {
      AudioChunk chunk = all.get(i);
      if (random.nextInt(12) == 0) {
        continue; // lost
      }
      if (random.nextInt(8) == 0 && i + 1 < all.size()) {
        STEPS.add(all.get(i + 1)); // early, and once more in its place
      }
      STEPS.add(chunk);
      if (random.nextInt(4) == 0) {
        STEPS.add(null);
      }
    }
    STEPS.add(null);
  }

  @AfterAll
  static void unload() {
    models.close();
  }

  private record Output(List<WindowScore> scores, List<AnomalyEvent> anomalies) {}

  @Test
  void shouldNotLoseOrRepeatWindowsWhereverTheTaskGoesOnFromItsStores() {
    Output whole = new Output(new ArrayList<>(), new ArrayList<>());
    List<Integer> scoresBefore = new ArrayList<>();
    List<Integer> anomaliesBefore = new ArrayList<>();
    List<Map<String, NavigableMap<Bytes, byte[]>>> copies = new ArrayList<>();
    try (PipelineDriver pipeline = new PipelineDriver(models)) {
      for (AudioChunk step : STEPS) {
        take(pipeline, step, whole);
        scoresBefore.add(whole.scores().size());
        anomaliesBefore.add(whole.anomalies().size());
        copies.add(pipeline.state());
      }
    }
    assertThat(whole.scores()).hasSizeGreaterThan(25);
    assertThat(whole.anomalies()).isNotEmpty();

    for (int step = 0; step + 1 < STEPS.size(); step++) {
      Output rest = new Output(new ArrayList<>(), new ArrayList<>());
      try (PipelineDriver moved =
          new PipelineDriver(models, ChannelMode.MIX, copies.get(step), PipelineDriver.NOW)) {
        for (AudioChunk next : STEPS.subList(step + 1, STEPS.size())) {
          take(moved, next, rest);
        }
      }
      assertSame(whole.scores(), scoresBefore.get(step), rest.scores());
      assertThat(rest.anomalies().stream().map(PipelineResumeTest::identity))
          .as("anomalies after step %d", step)
          .containsExactlyElementsOf(
              whole
                  .anomalies()
                  .subList(anomaliesBefore.get(step), whole.anomalies().size())
                  .stream()
                  .map(PipelineResumeTest::identity)
                  .toList());
    }
  }

  private static void take(PipelineDriver pipeline, AudioChunk step, Output output) {
    if (step == null) {
      pipeline.pass(Duration.ofMillis(50));
    } else {
      pipeline.hear(step);
    }
    output.scores().addAll(pipeline.scoresSoFar());
    output.anomalies().addAll(pipeline.anomaliesSoFar());
  }

  /** Windows that waited in one batch may come out in other batches: equal to rounding. */
  private static void assertSame(List<WindowScore> whole, int from, List<WindowScore> rest) {
    assertThat(rest).as("scores after score %d", from).hasSize(whole.size() - from);
    for (int i = 0; i < rest.size(); i++) {
      WindowScore expected = whole.get(from + i);
      assertThat(rest.get(i).getSensorId()).isEqualTo(expected.getSensorId());
      assertThat(rest.get(i).getWindowStart()).isEqualTo(expected.getWindowStart());
      assertThat(rest.get(i).getCompletedAt()).isEqualTo(expected.getCompletedAt());
      assertThat(rest.get(i).getScore()).isCloseTo(expected.getScore(), Offset.offset(1e-4));
    }
  }

  private static String identity(AnomalyEvent event) {
    return event.getAnomalyId() + event.getState() + event.getLastAt();
  }
}
