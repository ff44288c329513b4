/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.auscult.contracts.AudioChunk;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SimulatedMachine;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class GatewayTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final List<AudioChunk> chunks = new ArrayList<>();
  private final List<String> ended = new ArrayList<>();
  private final GatewayListener listener =
      new GatewayListener() {
        @Override
        public void ended(String machineId) {
          ended.add(machineId);
        }
      };

  @Test
  void shouldPublishEachChunkWhenItsLastSampleWouldHaveBeenCaptured() throws Exception {
    // Given
    Map<Instant, List<String>> publishedAt = new HashMap<>();
    Gateway gateway =
        gateway(
            1,
            chunk ->
                publishedAt
                    .computeIfAbsent(clock.now, at -> new ArrayList<>())
                    .add(chunk.getSensorId() + "#" + chunk.getSequence()),
            feed("fan", 100, new float[250]),
            feed("pump", 1000, new float[1000]));

    // When
    gateway.run();

    // Then
    assertThat(publishedAt)
        .isEqualTo(
            Map.of(
                START.plusSeconds(1), List.of("fan#0", "pump#0"),
                START.plusSeconds(2), List.of("fan#1"),
                START.plusMillis(2500), List.of("fan#2")));
    assertThat(gateway.published()).isEqualTo(4);
    assertThat(ended).containsExactly("pump", "fan");
  }

  @Test
  void shouldDateSoundByItsOwnPaceAtAnySpeed() throws Exception {
    // When
    gateway(0, chunks::add, feed("fan", 100, new float[250])).run();

    // Then
    assertThat(clock.now).isEqualTo(START);
    assertThat(chunks)
        .extracting(AudioChunk::getCapturedAt)
        .containsExactly(START, START.plusSeconds(1), START.plusSeconds(2));
  }

  @Test
  void shouldBeginANewStreamWithEachSoundOfAFeedWithoutAPauseBetween() throws Exception {
    // Given
    float[] first = ChunkerTest.grid(150, 1);
    float[] second = ChunkerTest.grid(120, 2);
    ArraySource firstSource = new ArraySource(100, 1, 33, first);
    ArraySource secondSource = new ArraySource(100, 1, 33, second);
    Feed feed =
        new Feed("fan", new Channels.Separate(), List.of(() -> firstSource, () -> secondSource));

    // When
    gateway(1, chunks::add, feed).run();

    // Then
    assertThat(chunks).extracting(AudioChunk::getSequence).containsExactly(0L, 1L, 0L, 1L);
    assertThat(chunks)
        .extracting(AudioChunk::getCapturedAt)
        .containsExactly(
            START, START.plusSeconds(1), START.plusMillis(1500), START.plusMillis(2500));
    Map<String, List<AudioChunk>> streams =
        chunks.stream().collect(Collectors.groupingBy(AudioChunk::getStreamId));
    assertThat(streams.values())
        .extracting(ChunkerTest::samples)
        .containsExactlyInAnyOrder(first, second);
    assertThat(firstSource.closed).isTrue();
    assertThat(secondSource.closed).isTrue();
  }

  @Test
  void shouldPublishChannelsAsSensorsOfOneMachineAndStream() throws Exception {
    // Given
    float[] frames = ChunkerTest.grid(2 * 130, 3);

    // When
    gateway(
            1,
            chunks::add,
            Feed.of("fan", new Channels.Separate(), () -> new ArraySource(100, 2, 7, frames)))
        .run();

    // Then
    assertThat(chunks)
        .extracting(AudioChunk::getSensorId)
        .containsExactly("fan.ch1", "fan.ch2", "fan.ch1", "fan.ch2");
    assertThat(chunks).extracting(AudioChunk::getMachineId).containsOnly("fan");
    assertThat(chunks)
        .extracting(AudioChunk::getStreamId)
        .containsOnly(chunks.get(0).getStreamId());
  }

  @Test
  void shouldPublishAPlantAsItSoundsUntilStopped() throws Exception {
    // Given
    Plant plant = Plant.of(8);
    List<Feed> feeds =
        plant.machines().stream()
            .map(
                machine ->
                    Feed.of(
                        machine.id(),
                        new Channels.Separate(),
                        () -> new MachineSource(machine.id(), machine.start(7))))
            .toList();
    Gateway[] self = new Gateway[1];
    self[0] =
        new Gateway(
            feeds,
            chunk -> {
              chunks.add(chunk);
              if (chunks.size() == 24) {
                self[0].stop();
              }
            },
            new Pacer(1, clock),
            listener);

    // When
    self[0].run();

    // Then
    assertThat(chunks).hasSize(24);
    for (SimulatedMachine machine : plant.machines()) {
      float[] expected = new float[3 * 16000];
      machine.start(7).render(expected, 0, expected.length);
      float[] published =
          ChunkerTest.samples(
              chunks.stream()
                  .filter(chunk -> chunk.getMachineId().equals(machine.id()))
                  .sorted(Comparator.comparing(AudioChunk::getSequence))
                  .toList());
      assertThat(published).hasSize(expected.length);
      for (int i = 0; i < expected.length; i++) {
        assertThat(Math.abs(published[i] - expected[i])).isLessThanOrEqualTo(1 / 65536f);
      }
    }
  }

  @Test
  void shouldPublishNothingAfterAFailure() {
    // Given
    ArraySource fan = new ArraySource(100, 1, 100, new float[1000]);
    ArraySource pump = new ArraySource(100, 1, 100, new float[1000]);
    Gateway gateway =
        gateway(
            1,
            chunk -> {
              chunks.add(chunk);
              if (chunks.size() == 3) {
                throw new IOException("Cannot deliver");
              }
            },
            Feed.of("fan", new Channels.Separate(), () -> fan),
            Feed.of("pump", new Channels.Separate(), () -> pump));

    // When
    Throwable thrown = catchThrowable(gateway::run);

    // Then
    assertThat(thrown).isInstanceOf(IOException.class).hasMessage("Cannot deliver");
    assertThat(chunks).hasSize(3);
    assertThat(gateway.published()).isEqualTo(2);
    assertThat(fan.closed).isTrue();
    assertThat(pump.closed).isTrue();
  }

  @Test
  void shouldRefuseTwoFeedsOfOneMachine() {
    assertThatThrownBy(
            () ->
                gateway(
                    1, chunks::add, feed("fan", 100, new float[1]), feed("fan", 100, new float[1])))
        .hasMessage("the machine fan has two feeds");
  }

  private Gateway gateway(double speed, ChunkSink sink, Feed... feeds) {
    return new Gateway(List.of(feeds), sink, new Pacer(speed, clock), listener);
  }

  private static Feed feed(String machineId, int sampleRate, float[] samples) {
    return Feed.of(
        machineId, new Channels.Separate(), () -> new ArraySource(sampleRate, 1, 64, samples));
  }
}
