/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.audio.PcmFormat;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.gateway.settings.ChannelMap;
import io.auscult.gateway.settings.ClockSettings;
import io.auscult.gateway.settings.InputSettings.FfmpegInput;
import io.auscult.gateway.settings.SignalSettings;
import io.auscult.gateway.settings.SourceSettings;
import io.auscult.gateway.settings.WatchdogSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A gateway whose ffmpeg dies or hangs. */
@Tag("system")
@Timeout(120)
class WatchdogSystemTest {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final List<AudioChunk> chunks = new CopyOnWriteArrayList<>();
  private final List<SourceState> states = new CopyOnWriteArrayList<>();
  private final List<SensorHealth> health = new CopyOnWriteArrayList<>();
  private final AtomicInteger restarts = new AtomicInteger();
  private Gateway gateway;

  @BeforeEach
  void listen() {
    CaptureRules rules =
        new CaptureRules(
            new WatchdogSettings(
                Duration.ofSeconds(2), Duration.ofMillis(100), Duration.ofSeconds(1), 10),
            SignalSettings.standard(),
            ClockSettings.standard());
    FfmpegInput input =
        new FfmpegInput(
            "ffmpeg",
            List.of("-re", "-f", "lavfi", "-i", "anoisesrc=r=16000:a=0.1"),
            new PcmFormat(16_000, 1));
    gateway =
        Gateway.start(
            List.of(
                Feeds.of(
                    new SourceSettings("hall", input, new ChannelMap.OneMachine("fan", null)))),
            rules,
            chunks::add,
            new CaptureListener() {
              @Override
              public void changed(String source, SourceState state) {
                states.add(state);
              }

              @Override
              public void health(SensorHealth record) {
                health.add(record);
              }

              @Override
              public void restarted(String source) {
                restarts.incrementAndGet();
              }
            });
    await().atMost(PATIENCE).until(() -> !chunks.isEmpty());
  }

  @AfterEach
  void stop() {
    gateway.close();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> ProcessHandle.current().descendants().toList().isEmpty());
  }

  @Test
  void shouldStartAnFfmpegAgainThatWasKilled() throws Exception {
    // When
    signal("KILL");

    // Then: a new stream
    await().atMost(PATIENCE).until(() -> streams() == 2);
    assertThat(states).containsExactly(SourceState.RESTARTING, SourceState.HEALTHY);
    assertThat(restarts).hasValue(1);
    assertThat(health)
        .filteredOn(record -> record.getKind() == HealthKind.RESTARTING)
        .extracting(SensorHealth::getState)
        .containsExactly(HealthState.BEGIN, HealthState.END);
    assertThat(health.get(0).getDetail()).contains("ended with code 137");
  }

  @Test
  void shouldStartAnFfmpegAgainThatHangs() throws Exception {
    // When
    signal("STOP");

    // Then
    await().atMost(PATIENCE).until(() -> streams() == 2);
    assertThat(states)
        .containsExactly(SourceState.STALLED, SourceState.RESTARTING, SourceState.HEALTHY);
    assertThat(restarts).hasValue(1);
    assertThat(health)
        .filteredOn(record -> record.getKind() == HealthKind.STALLED)
        .extracting(SensorHealth::getState)
        .containsExactly(HealthState.BEGIN, HealthState.END);
  }

  private long streams() {
    return chunks.stream().map(AudioChunk::getStreamId).distinct().count();
  }

  private static void signal(String signal) throws Exception {
    long pid = ProcessHandle.current().descendants().findFirst().orElseThrow().pid();
    Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid)).start();
    assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).isZero();
  }
}
