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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptureTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final WatchdogSettings RULE =
      new WatchdogSettings(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), 3);

  private final VirtualClock clock = new VirtualClock(START);
  private final List<AudioChunk> chunks = new ArrayList<>();
  private final List<SourceState> states = new ArrayList<>();
  private final List<SensorHealth> health = new ArrayList<>();
  private final List<Duration> skews = new ArrayList<>();
  private final List<Double> levels = new ArrayList<>();
  private int restarts;
  private final CaptureListener listener =
      new CaptureListener() {
        @Override
        public void restarted(String source) {
          restarts++;
        }

        @Override
        public void level(String sensorId, double dbfs) {
          levels.add(dbfs);
        }

        @Override
        public void skew(String source, Duration skew) {
          assertThat(source).isEqualTo("fan");
          skews.add(skew);
        }

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
  void shouldGoOnWithASourceThatFailsAsNobodyForesaw() throws Exception {
    // Given
    Live live = new Live(clock);
    live.sounds.add(
        new ArraySource(100, 1, 10, new float[50]) {
          @Override
          public int read(float[] interleaved, int offset, int frames) {
            throw new IllegalStateException("a fault");
          }
        });
    live.sounds.add(new ArraySource(100, 1, 10, ArraySource.grid(130, 2)));

    // When
    capture(live, chunks::add).run();

    // Then
    assertThat(chunks).extracting(AudioChunk::getSampleCount).containsExactly(100, 30);
    assertThat(health.get(0).getDetail()).contains("a fault of Auscult's own", "a fault");
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
    assertThat(restarts).isEqualTo(10);
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
  void shouldReportADriftOf200PartsInAMillionOnceAndKeepTheStream() throws Exception {
    // Given: 100 minutes, in which the clock gets 1.2 s ahead of the samples
    Live live = new Live(clock);
    live.sounds.add(heard(6000, Duration.ofNanos(100_020_000), second -> {}));

    // When
    capture(live, chunks::add).run();

    // Then
    assertThat(health)
        .filteredOn(record -> record.getKind() == HealthKind.CLOCK_SKEW)
        .extracting(SensorHealth::getState)
        .containsExactly(HealthState.BEGIN, HealthState.END);
    assertThat(chunks.stream().map(AudioChunk::getStreamId).distinct()).hasSize(1);
    assertThat(skews).hasSize(200);
    assertThat(skews.get(199).toMillis()).isBetween(1180L, 1200L);
  }

  @Test
  void shouldEndASkewWithItsStream() throws Exception {
    // Given: a second is lost after 100 s; after the restart all is well for as long
    Live live = new Live(clock);
    live.sounds.add(
        heard(
            200,
            Duration.ofMillis(100),
            second -> {
              if (second == 100) {
                clock.step(Duration.ofSeconds(1));
              }
            }));
    live.sounds.add(heard(200, Duration.ofMillis(100), second -> {}));

    // When
    capture(live, chunks::add).run();

    // Then
    List<SensorHealth> skew =
        health.stream().filter(record -> record.getKind() == HealthKind.CLOCK_SKEW).toList();
    assertThat(skew)
        .extracting(SensorHealth::getState)
        .containsExactly(HealthState.BEGIN, HealthState.END);
    assertThat(skew.get(0).getDetail()).startsWith("1000 ms less of sound arrived");
    assertThat(skew.get(1).getDetail()).isEqualTo("the stream ended");
    assertThat(chunks.stream().map(AudioChunk::getStreamId).distinct()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, -1})
  void shouldBeginANewStreamWhenTheClockIsSetByAnHour(long hours) throws Exception {
    // Given: it is set after 100 of 200 seconds
    Duration step = Duration.ofHours(hours);
    Live live = new Live(clock);
    live.sounds.add(
        heard(
            200,
            Duration.ofMillis(100),
            second -> {
              if (second == 100) {
                clock.step(step);
              }
            }));

    // When
    capture(live, chunks::add).run();

    // Then: not a sample is lost, and the new stream has the clock's time
    assertThat(chunks.stream().mapToInt(AudioChunk::getSampleCount).sum()).isEqualTo(200 * 100);
    List<AudioChunk> firsts = chunks.stream().filter(chunk -> chunk.getSequence() == 0).toList();
    assertThat(firsts).hasSize(2);
    AudioChunk anew = firsts.get(1);
    Duration before = Duration.ofSeconds(chunks.indexOf(anew));
    assertThat(before).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(160));
    assertThat(anew.getCapturedAt()).isEqualTo(START.plus(step).plus(before));
    assertThat(health)
        .filteredOn(record -> record.getKind() == HealthKind.CLOCK_SKEW)
        .extracting(SensorHealth::getState)
        .containsExactly(HealthState.BEGIN, HealthState.END);
  }

  @Test
  void shouldNotCallAClockThatIsSetAStall() throws Exception {
    // Given: the clock is set while sound is waited for, and the watchdog looks
    Capture[] self = new Capture[1];
    Live live = new Live(clock);
    live.sounds.add(
        heard(
            20,
            Duration.ofMillis(100),
            second -> {
              if (second == 10) {
                clock.step(Duration.ofHours(1));
                self[0].check();
              }
            }));
    self[0] = capture(live, chunks::add);

    // When
    self[0].run();

    // Then
    assertThat(states).doesNotContain(SourceState.STALLED);
    assertThat(chunks).hasSize(20);
  }

  @Test
  void shouldTellThatADeviceDoesNotOpen() throws Exception {
    // Given: opening takes six seconds
    Capture[] self = new Capture[1];
    Live live =
        new Live(clock) {
          @Override
          public @Nullable SoundSource next() throws IOException {
            clock.now = clock.now.plusSeconds(6);
            self[0].check();
            return super.next();
          }
        };
    live.sounds.add(new ArraySource(100, 1, 10, ArraySource.grid(100, 1)));
    self[0] = capture(live, chunks::add);

    // When
    self[0].run();

    // Then
    assertThat(states)
        .startsWith(SourceState.STALLED, SourceState.HEALTHY)
        .doesNotContain(SourceState.FAILED);
    assertThat(chunks).hasSize(1);
  }

  @Test
  void shouldReportWhatIsWrongWithTheSoundAndHowLoudItIs() throws Exception {
    // Given: ten seconds of zeros, five of noise
    float[] sound = new float[1500];
    System.arraycopy(ArraySource.grid(500, 1), 0, sound, 1000, 500);

    // When
    capture(played(1, () -> new ArraySource(100, 1, 10, sound)), chunks::add).run();

    // Then
    assertThat(health)
        .extracting(
            SensorHealth::getSubject,
            SensorHealth::getKind,
            SensorHealth::getState,
            SensorHealth::getAt)
        .containsExactly(
            tuple("fan", HealthKind.CONSTANT, HealthState.BEGIN, START.plusSeconds(5)),
            tuple("fan", HealthKind.CONSTANT, HealthState.END, START.plusSeconds(12)));
    assertThat(levels).hasSize(15);
    assertThat(levels.subList(0, 10)).containsOnly(-180.0);
    assertThat(levels.subList(10, 15)).allSatisfy(level -> assertThat(level).isBetween(-7.0, -3.0));
  }

  @Test
  void shouldEndTheConditionsOfASensorThatIsNotHeardAnyMore() throws Exception {
    // Given: after a file of zeros, one of two channels
    SoundSource.Opener mono = () -> new ArraySource(100, 1, 10, new float[1000]);
    SoundSource.Opener stereo = () -> new ArraySource(100, 2, 10, ArraySource.grid(400, 1));
    List<SensorHealth> all = new ArrayList<>();
    CaptureListener records =
        new CaptureListener() {
          @Override
          public void health(SensorHealth record) {
            all.add(record);
          }
        };

    // When
    new Capture(
            new Feed("hall", new Channels.Separate("fan"), played(1, mono, stereo)),
            rules(),
            chunks::add,
            records,
            clock,
            new Random(1))
        .run();

    // Then
    assertThat(all)
        .extracting(SensorHealth::getState, SensorHealth::getDetail)
        .last()
        .isEqualTo(tuple(HealthState.END, "fan is not heard any more"));
  }

  /** What happens in a second, before its first sample is there. */
  @FunctionalInterface
  private interface Happening {
    void in(int second) throws IOException;
  }

  /** Noise at 100 Hz, a tenth of a second at a time, which takes so long by the wall clock. */
  private ArraySource heard(int seconds, Duration pieceTakes, Happening happening) {
    return new ArraySource(100, 1, 10, ArraySource.grid(seconds * 100, 1)) {
      private int pieces;

      @Override
      public int read(float[] interleaved, int offset, int frames) {
        try {
          if (pieces % 10 == 0) {
            happening.in(pieces / 10);
          }
        } catch (IOException e) {
          throw new AssertionError(e);
        }
        pieces++;
        clock.now = clock.now.plus(pieceTakes);
        return super.read(interleaved, offset, frames);
      }
    };
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

  private static CaptureRules rules() {
    return new CaptureRules(RULE, SignalSettings.standard(), ClockSettings.standard());
  }

  private Capture capture(Sounds sounds, ChunkSink sink) {
    return new Capture(
        new Feed("fan", new Channels.Separate("fan"), sounds),
        rules(),
        sink,
        listener,
        clock,
        new Random(1));
  }

  private Sounds played(double speed, SoundSource.Opener... sounds) {
    return new PacedSounds(new SoundList(List.of(sounds)), new Pacer(speed, clock));
  }

  /** A device that can be opened so often, after it could not so often. */
  private static class Live implements Sounds {
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
