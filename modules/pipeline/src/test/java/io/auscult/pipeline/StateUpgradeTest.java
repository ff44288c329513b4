/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.assembly.ChannelMode;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code state/<version>.txt} is what the stores of that state format held after 16 of the 20
 * seconds below: a line for each entry, store, key and value. It is never written anew.
 */
class StateUpgradeTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int WRITTEN = 16;

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void shouldGoOnWhereAnEarlierVersionStopped(int version) throws Exception {
    List<AudioChunk> left = new SoundChunks("fan-0", "left", "stream-1", START).ofSeconds(noise());
    List<WindowScore> whole;
    List<WindowScore> rest;
    List<AnomalyEvent> anomalies = new ArrayList<>();
    List<WindowScore> shadow;
    try (Models models = new Models(TwoMachineModel.bundle(), 1, null)) {
      try (PipelineDriver fresh = new PipelineDriver(models)) {
        left.forEach(fresh::hear);
        whole = fresh.scores();
      }
      // No earlier version had the store of its evidence.
      models.challenge(TwoMachineModel.otherBundle());
      try (PipelineDriver upgraded =
          new PipelineDriver(models, ChannelMode.MIX, fixture(version), PipelineDriver.NOW)) {
        left.subList(0, WRITTEN).forEach(upgraded::hear);
        assertThat(upgraded.scores()).as("what was taken already").isEmpty();
        left.subList(WRITTEN, left.size()).forEach(upgraded::hear);
        rest = upgraded.scores();
        shadow = upgraded.shadowScoresSoFar();
        assertThat(upgraded.health()).as("no gap").isEmpty();
        // The other sensor of the machine goes on as well, into healthy sound.
        Instant later = START.plusSeconds(20);
        new SoundChunks("fan-0", "left", "stream-9", later)
            .ofSeconds(TwoMachineModel.healthy("fan-0", 40))
            .forEach(upgraded::hear);
        new SoundChunks("fan-0", "right", "stream-8", later)
            .ofSeconds(TwoMachineModel.healthy("fan-0", 40))
            .forEach(upgraded::hear);
        anomalies.addAll(upgraded.anomalies());
      }
    }

    List<WindowScore> expected = whole.subList(whole.size() - rest.size(), whole.size());
    assertThat(rest).hasSizeGreaterThan(2);
    assertThat(shadow).as("a challenger scores what the champion does").hasSameSizeAs(rest);
    for (int i = 0; i < rest.size(); i++) {
      assertThat(rest.get(i).getWindowStart()).isEqualTo(expected.get(i).getWindowStart());
      // The blocks of the earlier version are rounded otherwise.
      assertThat(rest.get(i).getScore())
          .isCloseTo(expected.get(i).getScore(), Percentage.withPercentage(0.1));
    }
    assertThat(anomalies)
        .as("the anomaly that was open is closed")
        .extracting(AnomalyEvent::getState)
        .contains(AnomalyState.CLOSED)
        .doesNotContain(AnomalyState.OPENED);
    assertThat(anomalies.get(0).getAnomalyId()).isEqualTo("d0174c5b-de35-3681-9f61-ae3efbd08689");
  }

  private static float[] noise() {
    Random random = new Random(42);
    float[] sound = new float[20 * SoundChunks.RATE];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (float) (0.1 * random.nextGaussian());
    }
    return sound;
  }

  private static Map<String, NavigableMap<Bytes, byte[]>> fixture(int version) throws Exception {
    Map<String, NavigableMap<Bytes, byte[]>> stores = new HashMap<>();
    try (InputStream in =
        StateUpgradeTest.class.getResourceAsStream("/state/" + version + ".txt")) {
      for (String line :
          new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
        String[] parts = line.split(" ", -1);
        stores
            .computeIfAbsent(parts[0], name -> new TreeMap<>())
            .put(
                Bytes.wrap(Base64.getDecoder().decode(parts[1])),
                Base64.getDecoder().decode(parts[2]));
      }
    }
    return stores;
  }
}
