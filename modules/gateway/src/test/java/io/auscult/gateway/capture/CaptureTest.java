/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.gateway.settings.ClockSettings;
import io.auscult.gateway.settings.SignalSettings;
import io.auscult.gateway.settings.WatchdogSettings;
import io.auscult.gateway.source.ArraySource;
import io.auscult.gateway.source.MachineSource;
import io.auscult.gateway.source.PacedSounds;
import io.auscult.gateway.source.Pacer;
import io.auscult.gateway.source.SoundList;
import io.auscult.gateway.source.SoundSource;
import io.auscult.gateway.source.Sounds;
import io.auscult.gateway.source.VirtualClock;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SimulatedMachine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CaptureTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final CaptureRules RULES =
      new CaptureRules(
          new WatchdogSettings(
              Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), 3),
          SignalSettings.standard(),
          ClockSettings.standard());

  private final VirtualClock clock = new VirtualClock(START);
  private final List<AudioChunk> chunks = new ArrayList<>();
  private final List<SourceState> states = new ArrayList<>();
  private final List<SensorHealth> health = new ArrayList<>();
  private final CaptureListener listener =
      new CaptureListener() {
        @Override
        public void changed(String source, SourceState state) {
          states.add(state);
        }

        @Override
        public void health(SensorHealth record) {
          health.add(record);
        }
      };

  @Test
  void shouldPublishEachChunkWhenItsLastSampleWouldHaveBeenCaptured() throws Exception {
    // Given
    Map<Long, Instant> publishedAt = new TreeMap<>();

    // When
    capture(
            played(1, () -> new ArraySource(100, 1, 1000, new float[250])),
            chunk -> publishedAt.put(chunk.getSequence(), clock.now))
        .run();

    // Then
    assertThat(publishedAt)
        .isEqualTo(
            Map.of(0L, START.plusSeconds(1), 1L, START.plusSeconds(2), 2L, START.plusMillis(2500)));
  }

  @Test
  void shouldDateSoundByItsOwnPaceAtAnySpeed() throws Exception {
    // When
    capture(played(0, () -> new ArraySource(100, 1, 1000, new float[250])), chunks::add).run();

    // Then
    assertThat(clock.now).isEqualTo(START);
    assertThat(chunks)
        .extracting(AudioChunk::getCapturedAt)
        .containsExactly(START, START.plusSeconds(1), START.plusSeconds(2));
  }

  @Test
  void shouldBeginANewStreamWithEachSoundWithoutAPauseBetween() throws Exception {
    // Given
    float[] first = ArraySource.grid(150, 1);
    float[] second = ArraySource.grid(120, 2);
    ArraySource firstSource = new ArraySource(100, 1, 33, first);
    ArraySource secondSource = new ArraySource(100, 1, 33, second);

    // When
    capture(played(1, () -> firstSource, () -> secondSource), chunks::add).run();

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
    assertThat(firstSource.isClosed()).isTrue();
    assertThat(secondSource.isClosed()).isTrue();
    assertThat(states).isEmpty();
  }

  @Test
  void shouldPublishChannelsAsSensorsOfOneMachineAndStream() throws Exception {
    // Given
    float[] frames = ArraySource.grid(2 * 130, 3);

    // When
    capture(played(1, () -> new ArraySource(100, 2, 7, frames)), chunks::add).run();

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
  void shouldPublishAMachineAsItSoundsUntilClosed() throws Exception {
    // Given
    SimulatedMachine machine = Plant.of(1).machines().get(0);
    Capture[] self = new Capture[1];
    self[0] =
        capture(
            played(1, () -> new MachineSource(machine.id(), machine.start(7))),
            chunk -> {
              chunks.add(chunk);
              if (chunks.size() == 3) {
                self[0].close();
              }
            });

    // When
    self[0].run();

    // Then
    float[] published = ChunkerTest.samples(chunks);
    float[] expected = new float[published.length];
    machine.start(7).render(expected, 0, expected.length);
    assertThat(published).hasSizeBetween(3 * 16_000, 4 * 16_000);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(published[i] - expected[i])).isLessThanOrEqualTo(1 / 65536f);
    }
  }

  @Test
  void shouldDateALiveSoundByTheMomentItsFirstSamplesWereRead() throws Exception {
    // Given: pieces of a tenth of a second
    Live live = new Live(clock);
    live.sounds.add(new ArraySource(100, 1, 10, new float[150]));

    // When
    capture(live, chunks::add).run();

    // Then
    assertThat(chunks.get(0).getCapturedAt()).isEqualTo(START.minusMillis(100));
    assertThat(chunks.get(1).getCapturedAt()).isEqualTo(START.plusMillis(900));
  }

  @Test
  void shouldLoseNothingOfALiveSoundThatEndsAndBeginANewStream() throws Exception {
    // Given
    Live live = new Live(clock);
    live.sounds.add(new ArraySource(100, 1, 10, ArraySource.grid(150, 1)));
    live.sounds.add(new ArraySource(100, 1, 10, ArraySource.grid(130, 2)));

    // When
    capture(live, chunks::add).run();

    // Then
    assertThat(chunks).extracting(AudioChunk::getSampleCount).containsExactly(100, 50, 100, 30);
    assertThat(chunks.stream().map(AudioChunk::getStreamId).distinct()).hasSize(2);
    assertThat(states)
        .containsExactly(SourceState.RESTARTING, SourceState.HEALTHY, SourceState.RESTARTING);
  }

  @Test
  void shouldTryASourceAgainAfterLongerAndLongerWaitsAndCallItFailed() throws Exception {
    // Given
    Live live = new Live(clock);
    live.failures = 10;

    // When
    capture(live, chunks::add).run();

    // Then
    for (int i = 1; i < live.openedAt.size(); i++) {
      long most = Math.min(1_000L << (i - 1), 60_000);
      assertThat(Duration.between(live.openedAt.get(i - 1), live.openedAt.get(i)).toMillis())
          .isBetween(most / 2 - 1, most);
    }
    assertThat(states).containsExactly(SourceState.RESTARTING, SourceState.FAILED);
    assertThat(health)
        .extracting(SensorHealth::getKind, SensorHealth::getState)
        .containsExactly(
            tuple(HealthKind.RESTARTING, HealthState.BEGIN),
            tuple(HealthKind.RESTARTING, HealthState.END),
            tuple(HealthKind.FAILED, HealthState.BEGIN),
            tuple(HealthKind.FAILED, HealthState.END));
    assertThat(health.get(0).getDetail()).startsWith("no such device");
    assertThat(health).extracting(SensorHealth::getMachineId).containsOnly("fan");
  }

  @Test
  void shouldCloseASourceFromWhichNoSoundComes() throws Exception {
    // Given: nothing comes for six seconds, then the read ends because the source was closed
    Capture[] self = new Capture[1];
    Live live = new Live(clock);
    ArraySource stalls =
        new ArraySource(100, 1, 10, new float[50]) {
          @Override
          public int read(float[] interleaved, int offset, int frames) {
            int read = super.read(interleaved, offset, frames);
            if (read < 0) {
              clock.now = clock.now.plusSeconds(6);
              try {
                self[0].check();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            }
            return read;
          }
        };
    live.sounds.add(stalls);
    self[0] = capture(live, chunks::add);

    // When
    self[0].run();

    // Then
    assertThat(stalls.isClosed()).isTrue();
    assertThat(states).containsExactly(SourceState.STALLED, SourceState.RESTARTING);
    assertThat(chunks).extracting(AudioChunk::getSampleCount).containsExactly(50);
  }

  @Test
  void shouldEndWhenTheSinkLostAChunk() {
    // Given
    ArraySource fan = new ArraySource(100, 1, 100, new float[1000]);
    Capture capture =
        capture(
            played(1, () -> fan),
            chunk -> {
              throw new IOException("Cannot deliver");
            });

    // When, then
    assertThatThrownBy(capture::run).isInstanceOf(IOException.class).hasMessage("Cannot deliver");
    assertThat(fan.isClosed()).isTrue();
  }

  private Capture capture(Sounds sounds, ChunkSink sink) {
    return new Capture(
        new Feed("fan", new Channels.Separate("fan"), sounds),
        RULES,
        sink,
        listener,
        clock,
        new Random(1));
  }

  private Sounds played(double speed, SoundSource.Opener... sounds) {
    return new PacedSounds(
        new SoundList(List.of(sounds), SoundList.Play.ONCE), new Pacer(speed, clock));
  }

  /** A device that can be opened so often, after it could not so often. */
  private static final class Live implements Sounds {
    private final VirtualClock clock;
    private final Deque<SoundSource> sounds = new ArrayDeque<>();
    private final List<Instant> openedAt = new ArrayList<>();
    private int failures;

    Live(VirtualClock clock) {
      this.clock = clock;
    }

    @Override
    public @Nullable SoundSource next() throws IOException {
      openedAt.add(clock.now);
      if (failures-- > 0) {
        throw new IOException("no such device");
      }
      return sounds.poll();
    }

    @Override
    public boolean isLive() {
      return true;
    }

    @Override
    public void close() {}
  }
}
