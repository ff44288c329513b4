/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

import static io.auscult.pipeline.assembly.ChunkOutcome.DUPLICATE;
import static io.auscult.pipeline.assembly.ChunkOutcome.HELD;
import static io.auscult.pipeline.assembly.ChunkOutcome.LATE;
import static io.auscult.pipeline.assembly.ChunkOutcome.TAKEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.Topics;
import io.auscult.dsp.FrontEnd;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import io.auscult.pipeline.state.SensorKey;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkSequencerTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int SAMPLES = 16_000;

  private final ChunkSequencer sequencer = new ChunkSequencer();
  private final Memory memory = new Memory();

  @BeforeAll
  static void loadSerdes() {
    // Which makes Avro trust our enums.
    assertThat(Topics.all()).isNotEmpty();
  }

  @Test
  void shouldDropWhatWasTakenAlready() {
    assertThat(take("a", 0, 1, 2)).containsOnly(TAKEN);

    assertThat(take("a", 2, 0, 1)).containsOnly(DUPLICATE);

    assertThat(memory.taken).containsExactly("a0", "a1", "a2");
  }

  @Test
  void shouldHoldAnEarlyChunkUntilItsPredecessorComes() {
    assertThat(take("a", 0, 2, 3, 2, 1, 4))
        .containsExactly(TAKEN, HELD, HELD, DUPLICATE, TAKEN, TAKEN);

    assertThat(memory.taken).containsExactly("a0", "a1", "a2", "a3", "a4");
    assertThat(memory.gaps).isEmpty();
  }

  @Test
  void shouldWaitForTheFirstChunkOfAStream() {
    assertThat(take("a", 1, 0)).containsExactly(HELD, TAKEN);

    assertThat(memory.taken).containsExactly("a0", "a1");
  }

  @Test
  void shouldGiveUpAChunkThatIsLaterThanItsReach() {
    take("a", 0, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(memory.taken).containsExactly("a0");

    assertThat(take("a", 10)).containsExactly(TAKEN);

    assertThat(memory.taken)
        .containsExactly("a0", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10");
    assertThat(memory.gaps).containsExactly("chunks 1 to 1 of stream a are missing");
    assertThat(take("a", 1)).containsExactly(DUPLICATE);
  }

  @Test
  void shouldNotWaitWhereNothingWithinReachIsMissing() {
    take("a", 0);

    assertThat(take("a", 10)).containsExactly(TAKEN);

    assertThat(memory.gaps).containsExactly("chunks 1 to 9 of stream a are missing");
  }

  @Test
  void shouldTellEveryGapAmongWhatWasHeld() {
    take("a", 0, 2, 4, 20);

    assertThat(memory.taken).containsExactly("a0", "a2", "a4", "a20");
    assertThat(memory.gaps)
        .containsExactly(
            "chunks 1 to 1 of stream a are missing",
            "chunks 3 to 3 of stream a are missing",
            "chunks 5 to 19 of stream a are missing");
  }

  @Test
  void shouldTakeWhatWasHeldOfAStreamBeforeAnotherFollows() {
    take("a", 0, 2, 3);

    assertThat(take("b", 0)).containsExactly(TAKEN);

    assertThat(memory.taken).containsExactly("a0", "a2", "a3", "b0");
    assertThat(memory.gaps)
        .containsExactly("chunks 1 to 1 of stream a are missing", "stream b follows stream a");
  }

  @Test
  void shouldReportNoGapWhereAStreamFollowsWithoutAPause() {
    take("a", LongStream.range(0, 3600).toArray());

    take("b", 0);

    assertThat(memory.gaps).isEmpty();
    assertThat(memory.cursor.getSegmentStart()).isEqualTo(START.plusSeconds(3600));
  }

  @Test
  void shouldKnowAStreamAgainThatAnotherHasFollowed() {
    take("a", 0, 1);
    take("b", 0, 1);
    take("c", 0);

    assertThat(take("a", 0, 1, 2)).containsExactly(DUPLICATE, DUPLICATE, LATE);
    assertThat(take("b", 1)).containsExactly(DUPLICATE);
    assertThat(take("c", 1)).containsExactly(TAKEN);
  }

  @Test
  void shouldReleaseWhatIsHeldWhenNothingWillCome() {
    take("a", 0, 3, 5);

    sequencer.release(memory);

    assertThat(memory.taken).containsExactly("a0", "a3", "a5");
    assertThat(memory.held).isEmpty();
    assertThat(take("a", 6)).containsExactly(TAKEN);
  }

  @Test
  void shouldBeginAStreamInTheMiddleWhereItsBeginningIsOutOfReach() {
    assertThat(take("a", 4_711, 4_712)).containsExactly(TAKEN, TAKEN);

    assertThat(memory.gaps).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldRepairAnyDisorderWithinItsReach(long seed) {
    Random random = new Random(seed);
    List<Long> sequences = new ArrayList<>(LongStream.range(0, 200).boxed().toList());
    for (int block = 0;
        block + ChunkSequencer.REACH < sequences.size();
        block += ChunkSequencer.REACH) {
      Collections.shuffle(sequences.subList(block, block + ChunkSequencer.REACH), random);
    }
    List<Long> sent = new ArrayList<>();
    for (long sequence : sequences) {
      sent.add(sequence);
      if (random.nextInt(3) == 0) {
        sent.add(sent.get(random.nextInt(sent.size())));
      }
    }

    sent.forEach(sequence -> take("a", sequence));

    assertThat(memory.taken)
        .containsExactlyElementsOf(LongStream.range(0, 200).mapToObj(s -> "a" + s).toList());
    assertThat(memory.gaps).isEmpty();
    assertThat(memory.held).isEmpty();
  }

  private List<ChunkOutcome> take(String stream, long... sequences) {
    return LongStream.of(sequences)
        .mapToObj(sequence -> sequencer.take(memory, chunk(stream, sequence)))
        .toList();
  }

  /** A second a chunk; stream b begins an hour after stream a, and so on. */
  private static SensorChunk chunk(String stream, long sequence) {
    return new SensorChunk(
        new SensorKey("fan", "mic"),
        stream,
        sequence,
        sequence * SAMPLES,
        START.plusSeconds(3600L * (stream.charAt(0) - 'a') + sequence),
        SAMPLES,
        ByteBuffer.allocate(2 * SAMPLES),
        sequence);
  }

  /** A sensor in memory, put together by the real assembler. */
  private static final class Memory implements ChunkSequencer.Sensor {

    private final ChunkAssembler assembler = new ChunkAssembler(FrontEnd.standard());
    private final List<String> taken = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private final TreeMap<Long, SensorChunk> held = new TreeMap<>();
    private @Nullable SensorCursor cursor;
    private @Nullable PcmTail tail;

    @Override
    public @Nullable SensorCursor cursor() {
      return cursor;
    }

    @Override
    public void append(SensorChunk chunk) {
      Assembly assembly = assembler.take(cursor, tail, chunk);
      cursor = assembly.cursor();
      tail = assembly.tail();
      taken.add(chunk.streamId() + chunk.sequence());
      if (assembly.gap() != null) {
        gaps.add(assembly.gap().detail());
      }
    }

    @Override
    public void begin(SensorCursor stream) {
      cursor = stream;
      tail = null;
    }

    @Override
    public void hold(SensorChunk chunk) {
      held.put(chunk.sequence(), chunk);
    }

    @Override
    public boolean holds(long sequence) {
      return held.containsKey(sequence);
    }

    @Override
    public @Nullable SensorChunk releaseFirst() {
      return held.isEmpty() ? null : held.pollFirstEntry().getValue();
    }
  }
}
