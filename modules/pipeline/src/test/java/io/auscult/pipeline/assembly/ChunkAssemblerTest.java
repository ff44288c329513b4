/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.Topics;
import io.auscult.dsp.FrontEnd;
import io.auscult.dsp.LogMel;
import io.auscult.dsp.Resampler;
import io.auscult.pipeline.SoundChunks;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.LogMelBlocks;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import io.auscult.pipeline.state.SensorKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkAssemblerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final SensorKey SENSOR = new SensorKey("fan", "fan-mic");
  private static final FrontEnd FRONT_END = FrontEnd.standard();

  private final ChunkAssembler assembler = new ChunkAssembler(FRONT_END);
  private final TreeMap<Long, LogMelBlock> blocks = new TreeMap<>();
  private @Nullable SensorCursor cursor;
  private @Nullable PcmTail tail;
  private long offset = 100;

  @BeforeAll
  static void loadSerdes() {
    // Which makes Avro trust our enums.
    assertThat(Topics.all()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 511, 512, 2048, 5000, 16_000, 64_000})
  void shouldYieldTheFramesOfTheWholeSoundWhateverTheChunks(int chunkSamples) {
    float[] sound = noise(4 * SoundChunks.RATE, 7);

    chunks("s1", START).of(sound, chunkSamples).forEach(this::take);

    float[][] expected =
        LogMel.streaming(FRONT_END, Pcm16.decode(Pcm16.encode(sound, 0, sound.length)));
    List<float[]> frames = frames();
    assertThat(frames).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(frames.get(i))
          .as("frame %d", i)
          .containsExactly(expected[i], Offset.offset(0.04f));
    }
  }

  @Test
  void shouldRestartAfterAGapAndSayWhatIsMissing() {
    List<AudioChunk> chunks = chunks("s1", START).ofSeconds(noise(5 * SoundChunks.RATE, 7));
    take(chunks.get(0));

    Assembly assembly = take(chunks.get(3));

    assertThat(assembly.gap())
        .isEqualTo(
            new Gap(
                START.plusSeconds(1),
                START.plusSeconds(3),
                "chunks 1 to 2 of stream s1 are missing"));
    assertThat(assembly.cursor().getSegmentStart()).isEqualTo(START.plusSeconds(3));
    assertThat(assembly.firstFrame()).isZero();
  }

  @Test
  void shouldBeginWithoutAGap() {
    Assembly assembly = take(chunks("s1", START).ofSeconds(noise(3 * SoundChunks.RATE, 7)).get(2));

    assertThat(assembly.gap()).isNull();
  }

  @Test
  void shouldReadWindowsWithTimesLevelAndOffsets() {
    float[] sound = new float[4 * SoundChunks.RATE];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = i % 2 == 0 ? 0.1f : -0.1f;
    }
    List<AudioChunk> chunks = chunks("s1", START).ofSeconds(sound);
    WindowReader reader = new WindowReader(FRONT_END, 64, 32);
    take(chunks.get(0));
    take(chunks.get(1));
    assertThat(reader.ready(cursor)).isZero();
    take(chunks.get(2));
    assertThat(reader.ready(cursor)).isEqualTo(1);

    SpectrogramWindow first = reader.read(SENSOR, cursor, 0, blocks, 5);
    cursor = SensorCursor.newBuilder(cursor).setScoredThrough(32).build();
    take(chunks.get(3));
    SpectrogramWindow second = reader.read(SENSOR, cursor, 0, blocks, 5);

    assertThat(first.start()).isEqualTo(START);
    assertThat(first.end())
        .isEqualTo(START.plusNanos((63L * 512 + 2048) * 1_000_000_000L / 16_000));
    assertThat(first.completedAt()).isEqualTo(START.plusSeconds(3));
    assertThat(first.logMel()).hasNumberOfRows(64).hasDimensions(64, 128);
    assertThat(first.levelDbfs()).isCloseTo(-20, Offset.offset(0.01));
    assertThat(first.partition()).isEqualTo(5);
    assertThat(first.offsetFirst()).isEqualTo(100);
    assertThat(first.offsetLast()).isEqualTo(102);
    // Frame 32 begins at sample 16384, in the second chunk; frame 95 ends at 50688, in the fourth.
    assertThat(second.start()).isEqualTo(START.plusNanos(1_024_000_000));
    assertThat(second.offsetFirst()).isEqualTo(101);
    assertThat(second.offsetLast()).isEqualTo(103);
  }

  @Test
  void shouldCountAFrameThatBeginsInTheTailToTheEarlierChunk() {
    List<AudioChunk> chunks = chunks("s1", START).ofSeconds(noise(2 * SoundChunks.RATE, 7));
    take(chunks.get(0));
    take(chunks.get(1));
    WindowReader reader = new WindowReader(FRONT_END, 4, 2);
    cursor = SensorCursor.newBuilder(cursor).setScoredThrough(30).build();

    // Frame 30 begins at sample 15360, in the first chunk, but was completed by the second.
    SpectrogramWindow window = reader.read(SENSOR, cursor, 0, blocks, 0);

    assertThat(window.offsetFirst()).isEqualTo(100);
    assertThat(window.offsetLast()).isEqualTo(101);
  }

  @ParameterizedTest
  @ValueSource(ints = {8_000, 22_050, 44_100, 48_000})
  void shouldResampleOtherRatesAsOneUninterruptedSound(int rate) {
    float[] sound = noise(3 * rate, 7);
    float[] heard = Pcm16.decode(Pcm16.encode(sound, 0, sound.length));
    int[] chunkSizes = {rate, 7_919, 300, rate / 3};
    int first = 0;
    for (int i = 0; first < sound.length; i++) {
      int count = Math.min(chunkSizes[i % chunkSizes.length], sound.length - first);
      SensorChunk chunk =
          new SensorChunk(
              SENSOR,
              "s1",
              i,
              first,
              START.plusNanos(first * 1_000_000_000L / rate),
              rate,
              Pcm16.encode(sound, first, count),
              100 + i);
      take(chunk);
      first += count;
    }

    Resampler resampler = new Resampler(rate, FRONT_END.sampleRate());
    float[][] expected = LogMel.streaming(FRONT_END, resampler.process(heard, 0, heard.length));
    assertThat(cursor.getFrames()).isEqualTo(expected.length);
    List<float[]> frames = frames();
    for (int i = 0; i < expected.length; i++) {
      assertThat(frames.get(i))
          .as("frame %d", i)
          .containsExactly(expected[i], Offset.offset(0.04f));
    }
    assertThat(tail.getSamples().remaining()).isLessThan(Short.BYTES * (2048 + 512) * rate / 8_000);
  }

  @Test
  void shouldRestartWhereSamplesAreMissingThoughTheSequenceGoesOn() {
    List<AudioChunk> chunks = chunks("s1", START).ofSeconds(noise(3 * SoundChunks.RATE, 7));
    take(chunks.get(0));

    Assembly assembly = take(AudioChunk.newBuilder(chunks.get(2)).setSequence(1).build());

    assertThat(assembly.gap())
        .isEqualTo(
            new Gap(
                START.plusSeconds(1),
                START.plusSeconds(2),
                "samples 16000 to 31999 of stream s1 are missing"));
    assertThat(assembly.cursor().getSegmentStart()).isEqualTo(START.plusSeconds(2));
  }

  private Assembly take(AudioChunk chunk) {
    return take(new ChunkDecoder(ChannelMode.MIX).decode(chunk, offset++).get(0));
  }

  private Assembly take(SensorChunk chunk) {
    Assembly assembly = assembler.take(cursor, tail, chunk);
    cursor = assembly.cursor();
    tail = assembly.tail();
    if (assembly.block() != null) {
      blocks.put(assembly.firstFrame(), assembly.block());
    }
    return assembly;
  }

  private List<float[]> frames() {
    List<float[]> frames = new ArrayList<>();
    blocks.forEach(
        (first, block) -> {
          assertThat(first).isEqualTo(frames.size());
          for (int i = 0; i < block.getFrames(); i++) {
            frames.add(LogMelBlocks.frame(block, i));
          }
        });
    return frames;
  }

  private static SoundChunks chunks(String stream, Instant start) {
    return new SoundChunks("fan", "fan-mic", stream, start);
  }

  private static float[] noise(int samples, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] noise = new float[samples];
    for (int i = 0; i < samples; i++) {
      noise[i] = (float) random.nextDouble(-0.2, 0.2);
    }
    return noise;
  }
}
