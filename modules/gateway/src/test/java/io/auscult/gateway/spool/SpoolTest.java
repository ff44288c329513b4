/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static io.auscult.gateway.spool.TestSpool.MIB;
import static io.auscult.gateway.spool.TestSpool.NOW;
import static io.auscult.gateway.spool.TestSpool.record;
import static io.auscult.gateway.spool.TestSpool.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.gateway.settings.SpoolSettings;
import io.auscult.gateway.settings.SpoolSettings.Fsync;
import io.auscult.gateway.settings.SpoolSettings.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpoolTest {

  private static final int LARGE = 200_000;

  @TempDir Path folder;

  /** What the spool said. */
  private final List<String> losses = new ArrayList<>();

  private final SpoolListener listener =
      new SpoolListener() {
        @Override
        public void dropped(String sensor, long records, Duration sound, Reason reason) {
          losses.add("%s %d %s %s".formatted(sensor, records, sound, reason));
        }

        @Override
        public void corrupt(@Nullable String sensor, Path segment, int offset, long bytes) {
          losses.add("corrupt " + sensor);
        }
      };

  @Test
  void shouldGiveOldestFirstWhatWasWritten() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      // When
      List<SpoolRecord> written = append(spool, 0, 100, LARGE);

      // Then
      assertThat(TestSpool.segments(folder)).hasSizeGreaterThan(10);
      assertThat(TestSpool.records(spool)).isEqualTo(written);
      assertThat(spool.next(NOW)).isNull();
    }
  }

  @Test
  void shouldKeepWhatIsNotAcknowledgedThroughARestart() throws Exception {
    // Given
    List<SpoolRecord> written;
    try (Spool spool = Spool.open(settings(folder), listener)) {
      written = append(spool, 0, 20, LARGE);
      spool.acknowledge(TestSpool.drain(spool).get(7).position());
    }

    // When
    try (Spool spool = Spool.open(settings(folder), listener)) {
      written = new ArrayList<>(written.subList(8, 20));
      written.addAll(append(spool, 20, 5, LARGE));

      // Then
      assertThat(TestSpool.records(spool)).isEqualTo(written);
      assertThat(losses).isEmpty();
    }
  }

  @Test
  void shouldNotTakeNewRecordsForAcknowledgedWhenTheSegmentOfTheCursorIsGone() throws Exception {
    // Given: a power cut took the segment, but not the cursor
    try (Spool spool = Spool.open(settings(folder), listener)) {
      append(spool, 0, 20, LARGE);
      spool.acknowledge(TestSpool.drain(spool).get(18).position());
    }
    for (Path segment : TestSpool.segments(folder)) {
      Files.delete(segment);
    }

    // When
    try (Spool spool = Spool.open(settings(folder), listener)) {
      List<SpoolRecord> written = append(spool, 20, 2, 40);

      // Then
      assertThat(TestSpool.records(spool)).isEqualTo(written);
    }
  }

  @Test
  void shouldGiveAgainAfterRewindWhatIsNotAcknowledged() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      // Given
      List<SpoolRecord> written = append(spool, 0, 20, LARGE);
      List<Spooled> given = TestSpool.drain(spool);
      spool.acknowledge(given.get(4).position());

      // When
      spool.rewind();

      // Then
      assertThat(TestSpool.records(spool)).isEqualTo(written.subList(5, 20));
    }
  }

  @Test
  void shouldNotGiveAgainWhatIsAcknowledgedLateAfterRewind() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      // Given
      List<SpoolRecord> written = append(spool, 0, 20, LARGE);
      List<Spooled> given = TestSpool.drain(spool);
      spool.rewind();

      // When
      spool.acknowledge(given.get(11).position());
      spool.acknowledge(given.get(3).position());

      // Then
      assertThat(TestSpool.records(spool)).isEqualTo(written.subList(12, 20));
    }
  }

  @Test
  void shouldDeleteASegmentOnlyWhenAllOfItIsAcknowledged() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      // Given: five records a segment
      append(spool, 0, 12, LARGE);
      List<Spooled> given = TestSpool.drain(spool);
      assertThat(TestSpool.segments(folder)).hasSize(3);

      // When, then
      spool.acknowledge(given.get(3).position());
      assertThat(TestSpool.segments(folder)).hasSize(3);
      spool.acknowledge(given.get(4).position());
      assertThat(TestSpool.segments(folder)).hasSize(2);
      spool.acknowledge(given.get(11).position());
      assertThat(TestSpool.segments(folder)).hasSize(1);
    }
  }

  @Test
  void shouldRefuseToAcknowledgeWhatWasNeverWritten() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      append(spool, 0, 1, 40);

      assertThatThrownBy(() -> spool.acknowledge(new SpoolPosition(7, 32)))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void shouldSayHowMuchWaits() throws Exception {
    SpoolDepth before;
    try (Spool spool = Spool.open(settings(folder), listener)) {
      // Given
      append(spool, 0, 12, LARGE);
      List<Spooled> given = TestSpool.drain(spool);

      // When
      spool.acknowledge(given.get(6).position());

      // Then
      before = spool.depth();
      long each = RecordHeader.bytesOf(record("fan", 0, LARGE));
      assertThat(before)
          .isEqualTo(
              new SpoolDepth(5, 5 * each, Duration.ofSeconds(5), TestSpool.START.plusSeconds(7)));
    }
    try (Spool spool = Spool.open(settings(folder), listener)) {
      assertThat(spool.depth()).isEqualTo(before);
      spool.acknowledge(TestSpool.drain(spool).get(4).position());
      assertThat(spool.depth()).isEqualTo(new SpoolDepth(0, 0, Duration.ZERO, null));
    }
  }

  @Test
  void shouldDropTheOldestAndSayWhoseWhenTheSpoolIsFull() throws Exception {
    SpoolSettings small = settings(folder, 3 * MIB, WhenFull.DROP_OLDEST);
    try (Spool spool = Spool.open(small, listener)) {
      // When: ten records more than three segments of five
      List<SpoolRecord> written = append(spool, 0, 20, LARGE);

      // Then
      assertThat(bytesOnDisk()).isLessThanOrEqualTo(3 * MIB);
      assertThat(losses).containsExactly("fan 5 PT5S DROPPED_OLDEST");
      assertThat(spool.depth().records()).isEqualTo(15);
      assertThat(TestSpool.records(spool)).isEqualTo(written.subList(5, 20));
    }
  }

  @Test
  void shouldGoOnBehindASegmentThatWasDroppedUnderTheReader() throws Exception {
    SpoolSettings small = settings(folder, 3 * MIB, WhenFull.DROP_OLDEST);
    try (Spool spool = Spool.open(small, listener)) {
      // Given
      List<SpoolRecord> written = new ArrayList<>(append(spool, 0, 15, LARGE));
      Spooled first = given(spool);

      // When
      written.addAll(append(spool, 15, 1, LARGE));
      spool.acknowledge(first.position());

      // Then
      assertThat(TestSpool.records(spool)).isEqualTo(written.subList(5, 16));
      assertThat(spool.depth().records()).isEqualTo(11);
    }
  }

  @Test
  void shouldRejectTheNewestWhenToldSoAndTakeMoreWhenThereIsRoom() throws Exception {
    SpoolSettings small = settings(folder, 2 * MIB, WhenFull.REJECT);
    try (Spool spool = Spool.open(small, listener)) {
      // Given
      List<SpoolRecord> written = append(spool, 0, 10, LARGE);

      // When
      assertThat(spool.append(record("pump", 10, LARGE))).isFalse();

      // Then
      assertThat(losses).containsExactly("pump 1 PT1S REJECTED");
      List<Spooled> given = TestSpool.drain(spool);
      assertThat(given).extracting(Spooled::record).isEqualTo(written);
      spool.acknowledge(given.get(4).position());
      assertThat(spool.append(record("pump", 11, LARGE))).isTrue();
    }
  }

  @Test
  void shouldGiveUpARecordThatFitsIntoNoSegment() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      assertThat(spool.append(record("fan", 0, MIB))).isFalse();
      assertThat(losses).containsExactly("fan 1 PT1S TOO_LARGE");
    }
  }

  @ParameterizedTest
  @EnumSource(Fsync.class)
  void shouldKeepTheOrderOfEachWriterWhileOneReads(Fsync fsync) throws Exception {
    // Given
    int writers = 16;
    int each = 60;
    SpoolSettings settings =
        new SpoolSettings(
            folder, 100 * MIB, MIB, WhenFull.DROP_OLDEST, fsync, Duration.ofMillis(5));
    ExecutorService threads = Executors.newFixedThreadPool(writers);
    try (Spool spool = Spool.open(settings, listener)) {
      // When
      List<Future<?>> done = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String sensor = "s" + writer;
        done.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < each; i++) {
                    assertThat(spool.append(record(sensor, i, 32_000))).isTrue();
                  }
                }));
      }
      Map<String, List<SpoolRecord>> read = new HashMap<>();
      for (int i = 0; i < writers * each; i++) {
        Spooled one = spool.next(Duration.ofSeconds(10));
        assertThat(one).isNotNull();
        read.computeIfAbsent(one.record().sensor(), s -> new ArrayList<>()).add(one.record());
        spool.acknowledge(one.position());
      }
      for (Future<?> writer : done) {
        writer.get(30, TimeUnit.SECONDS);
      }

      // Then
      for (int writer = 0; writer < writers; writer++) {
        String sensor = "s" + writer;
        assertThat(read.get(sensor))
            .isEqualTo(IntStream.range(0, each).mapToObj(i -> record(sensor, i, 32_000)).toList());
      }
      assertThat(spool.depth().records()).isZero();
      assertThat(losses).isEmpty();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void shouldWakeTheReaderThatWaitsWhenClosed() throws Exception {
    // Given
    Spool spool = Spool.open(settings(folder), listener);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<@Nullable Spooled> waits = thread.submit(() -> spool.next(Duration.ofHours(1)));

      // When
      spool.close();

      // Then
      assertThat(waits.get(30, TimeUnit.SECONDS)).isNull();
      assertThat(spool.append(record(0))).isFalse();
      assertThat(losses).containsExactly("fan 1 PT1S CLOSED");
    } finally {
      thread.shutdownNow();
    }
  }

  @Test
  void shouldWriteOnThoughTheThreadIsInterrupted() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      Thread.currentThread().interrupt();
      boolean first = spool.append(record(0));
      boolean interrupted = Thread.interrupted();

      assertThat(first).isTrue();
      assertThat(interrupted).isTrue();
      assertThat(spool.append(record(1))).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldOpenWhatACrashLeftAtAnyPoint(long seed) throws Exception {
    // Given: a copy is what a kill would leave
    Random random = new Random(seed);
    Path crashed = folder.resolve("crashed");
    Path live = folder.resolve("live");
    int total = 150;
    int crashAt = random.nextInt(total);
    List<SpoolRecord> written = new ArrayList<>();
    int acknowledged = 0;
    int accepted = 0;
    try (Spool spool = Spool.open(settings(live), listener)) {
      for (int i = 0; i < total; i++) {
        SpoolRecord record = record("fan", i, random.nextInt(60_000));
        assertThat(spool.append(record)).isTrue();
        written.add(record);
        if (random.nextInt(3) > 0) {
          spool.acknowledge(given(spool).position());
          acknowledged++;
        }
        if (i == crashAt) {
          accepted = written.size();
          TestSpool.copy(live, crashed);
          break;
        }
      }
    }

    // When
    try (Spool spool = Spool.open(settings(crashed), listener)) {
      // Then
      assertThat(TestSpool.records(spool)).isEqualTo(written.subList(acknowledged, accepted));
    }
  }

  @Test
  void shouldRefuseASecondGatewayAndKeepTheFirst() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      assertThatThrownBy(() -> Spool.open(settings(folder), listener))
          .isInstanceOf(SpoolException.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("another gateway uses this spool");
      assertThat(spool.append(record(0))).isTrue();
    }
    Spool.open(settings(folder), listener).close();
  }

  @Test
  void shouldNameAFolderThatIsAFile() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> Spool.open(settings(file), listener))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void shouldNameAFolderThatCannotBeWrittenTo() {
    // Not even root writes there
    Path folder = Path.of("/proc/self/spool");

    assertThatThrownBy(() -> Spool.open(settings(folder), listener))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining("/proc/self/spool: cannot be created");
  }

  @Test
  void shouldRefuseASegmentOfANewerVersionAndDeleteNothing() throws Exception {
    // Given
    try (Spool spool = Spool.open(settings(folder), listener)) {
      append(spool, 0, 3, 40);
    }
    Path segment = TestSpool.segments(folder).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[11] = 2;
    java.nio.ByteBuffer.wrap(bytes).putInt(20, Crc.of(bytes, 0, 20));
    Files.write(segment, bytes);

    // When, then
    assertThatThrownBy(() -> Spool.open(settings(folder), listener))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining(segment.toString())
        .hasMessageContaining("version 2");
    assertThat(segment).hasBinaryContent(bytes);
  }

  private List<SpoolRecord> append(Spool spool, int from, int count, int bytes) {
    List<SpoolRecord> written = new ArrayList<>();
    for (int i = from; i < from + count; i++) {
      SpoolRecord record = record("fan", i, bytes);
      assertThat(spool.append(record)).isTrue();
      written.add(record);
    }
    return written;
  }

  private static Spooled given(Spool spool) throws InterruptedException {
    Spooled given = spool.next(Duration.ofSeconds(10));
    assertThat(given).isNotNull();
    return given;
  }

  private long bytesOnDisk() throws IOException {
    long bytes = 0;
    for (Path segment : TestSpool.segments(folder)) {
      bytes += Files.size(segment);
    }
    return bytes;
  }
}
