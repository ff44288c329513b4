/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static io.auscult.gateway.spool.SpoolFolder.drain;
import static io.auscult.gateway.spool.SpoolFolder.numbers;
import static io.auscult.gateway.spool.SpoolFolder.record;
import static io.auscult.gateway.spool.SpoolFolder.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.gateway.settings.SpoolSettings.WhenFull;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

  private static final int SECOND = 32_000;

  @TempDir Path folder;

  private final List<String> lost = new ArrayList<>();
  private final SpoolListener listener =
      new SpoolListener() {
        @Override
        public void lost(String sensor, Duration sound, Reason reason) {
          lost.add(sensor + " " + sound.toSeconds() + " s " + reason);
        }
      };

  @Test
  void shouldGiveBackWhatWasAppendedInItsOrder() throws Exception {
    // Given
    SpoolRecord health =
        new SpoolRecord(
            SpoolRecord.Kind.HEALTH,
            "Säge",
            "mikrofon ü",
            SpoolFolder.START.plusNanos(1_234_000),
            Duration.ZERO,
            new byte[0]);
    try (Spool spool = Spool.open(settings(folder), listener)) {
      // When
      spool.append(record("a", 1, SECOND));
      spool.append(health);
      spool.append(record("b", 2, SECOND));

      // Then
      List<Spooled> read = drain(spool);
      assertThat(read)
          .extracting(Spooled::record)
          .usingRecursiveFieldByFieldElementComparator()
          .containsExactly(record("a", 1, SECOND), health, record("b", 2, SECOND));
      assertThat(read).extracting(Spooled::position).isSorted();
    }
  }

  @Test
  void shouldGiveAgainWhatWasNotAcknowledgedAfterARewindAndAfterARestart() throws Exception {
    // Given: some fill several segments
    try (Spool spool = Spool.open(settings(folder), listener)) {
      IntStream.range(0, 100).forEach(i -> spool.append(record("a", i, SECOND)));
      List<Spooled> read = drain(spool);

      // When
      spool.acknowledge(read.get(41).position());
      spool.rewind();

      // Then
      assertThat(numbers(drain(spool))).isEqualTo(IntStream.range(42, 100).boxed().toList());
      spool.acknowledge(read.get(50).position());
    }
    try (Spool spool = Spool.open(settings(folder), listener)) {
      assertThat(spool.depth().records()).isEqualTo(49);
      assertThat(spool.depth().sound()).isEqualTo(Duration.ofSeconds(49));
      assertThat(spool.depth().oldest()).isEqualTo(SpoolFolder.START.plusSeconds(51));
      spool.append(record("a", 100, SECOND));
      assertThat(numbers(drain(spool))).isEqualTo(IntStream.range(51, 101).boxed().toList());
    }
  }

  @Test
  void shouldDeleteASegmentOnlyWhenAllOfItIsAcknowledged() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      IntStream.range(0, 100).forEach(i -> spool.append(record("a", i, SECOND)));
      List<Path> before = SpoolFolder.segments(folder);
      List<Spooled> read = drain(spool);
      int first = (int) read.stream().filter(r -> r.position().segment() == 1).count();

      // When
      spool.acknowledge(read.get(first - 2).position());

      // Then
      assertThat(SpoolFolder.segments(folder)).isEqualTo(before);

      // When
      spool.acknowledge(read.get(first - 1).position());

      // Then
      assertThat(SpoolFolder.segments(folder)).isEqualTo(before.subList(1, before.size()));

      // When
      spool.acknowledge(read.get(99).position());

      // Then: the last one is still written to
      assertThat(SpoolFolder.segments(folder)).isEqualTo(before.subList(3, 4));
      assertThat(spool.depth()).isEqualTo(new SpoolDepth(0, 0, Duration.ZERO, null));
    }
  }

  @Test
  void shouldDropTheOldestSegmentWhenFullAndSayWhatIsLost() throws Exception {
    try (Spool spool = Spool.open(settings(folder, WhenFull.DROP_OLDEST, 2), listener)) {
      // When: two mebibytes hold 64 seconds or so, in segments of 32
      boolean allKept = IntStream.range(0, 100).allMatch(i -> spool.append(record("a", i, SECOND)));

      // Then
      assertThat(allKept).isTrue();
      List<Integer> left = numbers(drain(spool));
      assertThat(left).hasSizeBetween(32, 65);
      assertThat(left).isEqualTo(IntStream.range(100 - left.size(), 100).boxed().toList());
      assertThat(lost).hasSize(100 - left.size()).containsOnly("a 1 s DROPPED");
      assertThat(spool.depth().records()).isEqualTo(left.size());
    }
  }

  @Test
  void shouldGoOnReadingBehindWhatWasDropped() throws Exception {
    try (Spool spool = Spool.open(settings(folder, WhenFull.DROP_OLDEST, 2), listener)) {
      // Given: the reader is in the first segment
      IntStream.range(0, 20).forEach(i -> spool.append(record("a", i, SECOND)));
      Spooled first = spool.next(Duration.ZERO);
      spool.acknowledge(first.position());
      Spooled second = spool.next(Duration.ZERO);

      // When
      IntStream.range(20, 80).forEach(i -> spool.append(record("a", i, SECOND)));
      spool.acknowledge(second.position());

      // Then: the acknowledged one is not lost
      int dropped = lost.size();
      assertThat(numbers(drain(spool)))
          .isEqualTo(IntStream.range(dropped + 1, 80).boxed().toList());
      spool.rewind();
      assertThat(numbers(drain(spool)))
          .isEqualTo(IntStream.range(dropped + 1, 80).boxed().toList());
    }
  }

  @Test
  void shouldRejectTheNewestWhenFullUntilThereIsRoom() throws Exception {
    try (Spool spool = Spool.open(settings(folder, WhenFull.REJECT, 2), listener)) {
      // When
      List<Boolean> kept =
          IntStream.range(0, 100).mapToObj(i -> spool.append(record("a", i, SECOND))).toList();

      // Then
      int room = kept.indexOf(false);
      assertThat(room).isBetween(32, 65);
      assertThat(kept.subList(room, 100)).containsOnly(false);
      assertThat(lost).hasSize(100 - room).containsOnly("a 1 s REJECTED");
      List<Spooled> read = drain(spool);
      assertThat(numbers(read)).isEqualTo(IntStream.range(0, room).boxed().toList());

      // When
      spool.acknowledge(read.get(40).position());

      // Then
      assertThat(spool.append(record("a", 100, SECOND))).isTrue();
    }
  }

  @Test
  void shouldKeepTheOrderOfEachOfManyWriters() throws Exception {
    // Given
    int writers = 16;
    int each = 200;
    ExecutorService pool = Executors.newFixedThreadPool(writers);
    try (Spool spool = Spool.open(settings(folder), listener)) {
      // When
      List<Future<?>> ends = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        String sensor = "s" + writer;
        ends.add(
            pool.submit(
                () -> IntStream.range(0, each).forEach(i -> spool.append(record(sensor, i, 500)))));
      }
      List<Spooled> read = new ArrayList<>();
      while (read.size() < writers * each) {
        Spooled next = spool.next(Duration.ofSeconds(20));
        assertThat(next).isNotNull();
        spool.acknowledge(next.position());
        read.add(next);
      }
      for (Future<?> end : ends) {
        end.get();
      }

      // Then
      for (int writer = 0; writer < writers; writer++) {
        String sensor = "s" + writer;
        assertThat(
                read.stream()
                    .filter(r -> r.record().sensor().equals(sensor))
                    .map(r -> SpoolFolder.numberOf(r.record())))
            .isEqualTo(IntStream.range(0, each).boxed().toList());
      }
      assertThat(spool.depth().records()).isZero();
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void shouldHaveAllThatWasAppendedWhereverTheProcessWasKilled(@TempDir Path copies)
      throws Exception {
    // Given
    Random random = new Random(7);
    try (Spool spool = Spool.open(settings(folder), listener)) {
      List<Spooled> read = new ArrayList<>();
      int acknowledged = 0;
      for (int i = 0; i < 150; i++) {
        spool.append(record("a", i, SECOND));
        read.addAll(random.nextBoolean() ? drain(spool) : List.of());
        if (acknowledged < read.size() && random.nextInt(4) == 0) {
          acknowledged = random.nextInt(acknowledged, read.size());
          spool.acknowledge(read.get(acknowledged++).position());
        }

        // When: what a killed process leaves is what the operating system was given
        Path copy = copies.resolve("" + i);
        SpoolFolder.copy(folder, copy);
        try (Spool again = Spool.open(settings(copy), listener)) {
          // Then
          assertThat(numbers(drain(again)))
              .isEqualTo(IntStream.rangeClosed(acknowledged, i).boxed().toList());
        }
        SpoolFolder.delete(copy);
      }
    }
  }

  @Test
  void shouldBelongToOneGatewayAlone() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      assertThatThrownBy(() -> Spool.open(settings(folder), listener))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "spool.folder: another gateway uses %s: stop it, or give each its own", folder);
      assertThat(spool.depth().records()).isZero();
    }
    Spool.open(settings(folder), listener).close();
  }

  @Test
  void shouldRefuseAFileAsItsFolder() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> Spool.open(settings(file), listener))
        .isInstanceOf(IOException.class)
        .hasMessage("spool.folder: %s is no folder", file);
  }

  @Test
  void shouldRefuseTheFormatOfALaterVersionAndLeaveItAlone() throws Exception {
    // Given
    try (Spool spool = Spool.open(settings(folder), listener)) {
      spool.append(record("a", 1, SECOND));
    }
    Path segment = SpoolFolder.segments(folder).get(0);
    byte[] bytes = Files.readAllBytes(segment);
    bytes[5] = 2;
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putInt(16, RecordHeader.crc(header.slice(0, 16)));
    Files.write(segment, bytes);

    // When, then
    assertThatThrownBy(() -> Spool.open(settings(folder), listener))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(segment + " has version 2 of the spool's format");
    assertThat(Files.readAllBytes(segment)).isEqualTo(bytes);
  }
}
