/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.MachineSettings;
import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.assembly.ChannelMode;
import io.micrometer.core.instrument.Gauge;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the metrics show of single machines, by way of the whole topology. */
class ShownMachinesTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static Models models;

  private PipelineDriver pipeline;

  @BeforeAll
  static void train() throws Exception {
    ModelBundle bundle = TwoMachineModel.bundle();
    models = new Models(bundle, 1, null);
  }

  @AfterAll
  static void unload() {
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
  void shouldShowTheLatestWindowOfEachMachineWhereOperatorsPutIt() {
    // Given
    pipeline.decide(settings("fan-0").setSite("Ulm").setLine("Cooling").build());

    // When
    hear("fan-0", TwoMachineModel.healthy("fan-0", 10));
    hear("pump-0", TwoMachineModel.healthy("pump-0", 10));
    var last = pipeline.scores().stream().filter(w -> w.getMachineId().equals("fan-0")).toList();

    // Then
    var latest = last.get(last.size() - 1);
    String[] fan = {"machine", "fan-0", "site", "Ulm", "line", "Cooling"};
    assertThat(gauge("auscult.machine.score", fan)).isEqualTo(latest.getSmoothedScore());
    assertThat(gauge("auscult.machine.threshold", fan)).isEqualTo(latest.getThreshold());
    assertThat(gauge("auscult.machine.level", fan)).isEqualTo(latest.getLevelDbfs());
    assertThat(gauge("auscult.machine.heard.timestamp", fan))
        .isEqualTo(latest.getWindowEnd().toEpochMilli() / 1e3);
    assertThat(gauge("auscult.machine.anomaly.open", fan)).isZero();
    assertThat(places()).containsExactlyInAnyOrder("Ulm/Cooling/fan-0", "//pump-0");
  }

  @Test
  void shouldShowAnOpenAnomalyAlsoAfterARestart() {
    // Given
    hear("fan-0", TwoMachineModel.healthy("fan-0", 20));
    hear("fan-0", TwoMachineModel.healthy("pump-0", 20), START.plusSeconds(20), "s2");
    pipeline.pass(Duration.ofMillis(100));
    assertThat(gauge("auscult.machine.anomaly.open", "machine", "fan-0")).isEqualTo(1);

    // When
    var state = pipeline.state();
    pipeline.close();
    pipeline =
        new PipelineDriver(models, ChannelMode.MIX, state, PipelineDriver.NOW.plusSeconds(5));

    // Then
    assertThat(gauge("auscult.machine.anomaly.open", "machine", "fan-0")).isEqualTo(1);
    assertThat(gauge("auscult.machine.score", "machine", "fan-0")).isNaN();
  }

  @Test
  void shouldFollowAMachineThatMovesAndForgetOneThatIsRetiredOrGone() {
    // Given
    hear("fan-0", TwoMachineModel.healthy("fan-0", 15));
    hear("pump-0", TwoMachineModel.healthy("pump-0", 15));
    pipeline.pass(Duration.ofMillis(100));
    double score = gauge("auscult.machine.score", "machine", "fan-0");

    // When
    pipeline.decide(settings("fan-0").setSite("Brno").build());
    pipeline.decide(settings("pump-0").setRetired(true).build());
    pipeline.pass(Duration.ofMinutes(1));

    // Then
    assertThat(places()).containsExactly("Brno//fan-0");
    assertThat(gauge("auscult.machine.score", "machine", "fan-0")).isEqualTo(score);

    pipeline.skip(Duration.ofHours(25));

    assertThat(places()).isEmpty();
  }

  private static MachineSettings.Builder settings(String machine) {
    return MachineSettings.newBuilder().setMachineId(machine);
  }

  private void hear(String machine, float[] sound) {
    hear(machine, sound, START, "s1");
  }

  private void hear(String machine, float[] sound, Instant start, String stream) {
    new SoundChunks(machine, machine, stream, start).ofSeconds(sound).forEach(pipeline::hear);
  }

  private double gauge(String name, String... tags) {
    return pipeline.metrics().get(name).tags(tags).gauge().value();
  }

  private Set<String> places() {
    return pipeline.metrics().find("auscult.machine.score").gauges().stream()
        .map(Gauge::getId)
        .map(id -> "%s/%s/%s".formatted(id.getTag("site"), id.getTag("line"), id.getTag("machine")))
        .collect(Collectors.toSet());
  }
}
