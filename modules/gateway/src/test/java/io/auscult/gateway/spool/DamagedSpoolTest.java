/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static io.auscult.gateway.spool.SpoolFolder.drain;
import static io.auscult.gateway.spool.SpoolFolder.record;
import static io.auscult.gateway.spool.SpoolFolder.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ten records on a disk that does not keep what it was given. */
class DamagedSpoolTest {

  private static final int RECORDS = 10;
  private static final int VALUE = 200;

  @TempDir Path folder;

  private final List<SpoolRecord> written = new ArrayList<>();
  private final List<Integer> offsets = new ArrayList<>();
  private byte[] cursor;
  private byte[] segment;
  private Path segmentFile;
  private long corrupt;
  private final SpoolListener listener =
      new SpoolListener() {
        @Override
        public void corrupt(SpoolPosition from, long bytes) {
          corrupt += bytes;
        }
      };

  @BeforeEach
  void fill() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      for (int i = 0; i < RECORDS; i++) {
        written.add(record("a", i, VALUE));
        spool.append(written.get(i));
      }
      List<Spooled> read = drain(spool);
      read.forEach(record -> offsets.add(record.position().offset()));
      spool.acknowledge(read.get(1).position());
    }
    cursor = Files.readAllBytes(folder.resolve(Cursor.NAME));
    segmentFile = SpoolFolder.segments(folder).get(0);
    segment = Files.readAllBytes(segmentFile);
    offsets.add(segment.length);
  }

  @Test
  void shouldLoseNoMoreThanTheLastRecordWhereverItIsTruncated() throws Exception {
    for (int length = offsets.get(RECORDS - 1); length < segment.length; length++) {
      leave(Arrays.copyOf(segment, length), cursor);

      assertThat(readAgain())
          .as("cut at %d", length)
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(written.subList(2, RECORDS - 1));
    }
  }

  @Test
  void shouldLoseNoMoreThanTheLastRecordWhicheverBitOfItFlips() throws Exception {
    for (int bit = 8 * offsets.get(RECORDS - 1); bit < 8 * segment.length; bit++) {
      leave(flipped(segment, bit), cursor);

      assertThat(readAgain())
          .as("bit %d", bit)
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(written.subList(2, RECORDS - 1));
    }
  }

  @Test
  void shouldLoseNoMoreThanOneRecordInTheMiddleWhicheverBitOfItFlips() throws Exception {
    List<SpoolRecord> others = new ArrayList<>(written.subList(2, RECORDS));
    others.remove(5 - 2);
    for (int bit = 8 * offsets.get(5); bit < 8 * offsets.get(6); bit += 3) {
      leave(flipped(segment, bit), cursor);
      corrupt = 0;

      assertThat(readAgain())
          .as("bit %d", bit)
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(others);
      assertThat(corrupt).isEqualTo(offsets.get(6) - offsets.get(5));
    }
  }

  @Test
  void shouldReadAllBehindAHeaderWhicheverBitOfItFlips() throws Exception {
    for (int bit = 0; bit < 8 * SegmentFile.HEADER_LENGTH; bit++) {
      leave(flipped(segment, bit), cursor);

      assertThat(readAgain())
          .as("bit %d", bit)
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(written.subList(2, RECORDS));
    }
  }

  @Test
  void shouldReadSomeAgainButLoseNoneWhicheverBitOfTheCursorFlips() throws Exception {
    for (int bit = 0; bit < 8 * cursor.length; bit++) {
      leave(segment, flipped(cursor, bit));

      assertThat(readAgain())
          .as("bit %d", bit)
          .usingRecursiveFieldByFieldElementComparator()
          .endsWith(written.subList(2, RECORDS).toArray(SpoolRecord[]::new));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 23, 24, 47})
  void shouldReadAllAgainWithoutAWholeCursor(int length) throws Exception {
    leave(segment, Arrays.copyOf(cursor, length));

    assertThat(readAgain())
        .usingRecursiveFieldByFieldElementComparator()
        .endsWith(written.subList(2, RECORDS).toArray(SpoolRecord[]::new));
  }

  @Test
  void shouldWriteOnAndReadOnBehindATornTail() throws Exception {
    // Given
    leave(Arrays.copyOf(segment, segment.length - 7), cursor);

    // When
    try (Spool spool = Spool.open(settings(folder), listener)) {
      spool.append(record("a", 77, VALUE));
    }

    // Then
    List<SpoolRecord> expected = new ArrayList<>(written.subList(2, RECORDS - 1));
    expected.add(record("a", 77, VALUE));
    assertThat(readAgain()).usingRecursiveFieldByFieldElementComparator().isEqualTo(expected);
  }

  @Test
  void shouldBeginAnewBehindASegmentOfWhichOnlyAPartOfTheHeaderIsLeft() throws Exception {
    for (int length = 0; length <= SegmentFile.HEADER_LENGTH; length++) {
      leave(Arrays.copyOf(segment, length), cursor);

      try (Spool spool = Spool.open(settings(folder), listener)) {
        spool.append(record("a", 77, VALUE));
        assertThat(SpoolFolder.numbers(drain(spool))).containsExactly(77);
      }
    }
  }

  private void leave(byte[] segmentBytes, byte[] cursorBytes) throws IOException {
    for (Path other : SpoolFolder.segments(folder)) {
      Files.delete(other);
    }
    Files.write(segmentFile, segmentBytes);
    Files.write(folder.resolve(Cursor.NAME), cursorBytes);
  }

  private List<SpoolRecord> readAgain() throws Exception {
    try (Spool spool = Spool.open(settings(folder), listener)) {
      return drain(spool).stream().map(Spooled::record).toList();
    }
  }

  private static byte[] flipped(byte[] bytes, int bit) {
    byte[] changed = bytes.clone();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    return changed;
  }
}
