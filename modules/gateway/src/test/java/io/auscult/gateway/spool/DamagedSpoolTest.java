/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static io.auscult.gateway.spool.TestSpool.record;
import static io.auscult.gateway.spool.TestSpool.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a power cut or a bad disk leaves: always opened, never a wrong record, one lost at most. */
class DamagedSpoolTest {

  private static final int RECORDS = 4;

  @TempDir Path folder;

  private final Random random = new Random(20260301);
  private int copies;

  @ParameterizedTest
  @ValueSource(ints = {0, 2})
  void shouldLoseOnlyTheLastRecordWhereverItIsTruncated(int acknowledged) throws Exception {
    Path whole = spool(acknowledged);
    byte[] bytes = Files.readAllBytes(segment(whole));
    for (int length = start(RECORDS - 1); length < bytes.length; length++) {
      Path copy = with(whole, segment(whole), Arrays.copyOf(bytes, length));

      assertThat(read(copy)).as("cut to %d", length).isEqualTo(expected(acknowledged, RECORDS - 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "3, 2", "1, 0", "2, 2", "0, 0"})
  void shouldLoseOnlyTheRecordOfWhichAByteChanged(int damaged, int acknowledged) throws Exception {
    Path whole = spool(acknowledged);
    byte[] bytes = Files.readAllBytes(segment(whole));
    for (int at = start(damaged); at < start(damaged + 1); at++) {
      for (int mask : new int[] {0xFF, 1 << random.nextInt(8), 1 << random.nextInt(8)}) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) mask;
        Path copy = with(whole, segment(whole), changed);

        assertThat(read(copy))
            .as("byte %d xor %d", at, mask)
            .isEqualTo(expected(acknowledged, damaged));
      }
    }
  }

  @Test
  void shouldLoseNothingWhenTheSegmentsHeaderChanged() throws Exception {
    Path whole = spool(0);
    byte[] bytes = Files.readAllBytes(segment(whole));
    for (int at = 0; at < SegmentHeader.BYTES; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= (byte) (1 << random.nextInt(8));

      assertThat(read(with(whole, segment(whole), changed))).isEqualTo(expected(0, -1));
    }
  }

  @Test
  void shouldLoseNothingWhateverBecomesOfTheCursor() throws Exception {
    // Given: both slots in use
    Path whole = spool(2);
    Path cursor = whole.resolve(CursorFile.NAME);
    byte[] bytes = Files.readAllBytes(cursor);
    List<byte[]> damages = new ArrayList<>();
    for (int slot : new int[] {0, CursorFile.SLOT_BYTES}) {
      for (int at = slot; at < slot + CursorFile.CURSOR_BYTES; at++) {
        byte[] changed = bytes.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        damages.add(changed);
        damages.add(Arrays.copyOf(bytes, at));
      }
    }
    damages.add(new byte[0]);

    for (byte[] damage : damages) {
      // When
      List<SpoolRecord> read = read(with(whole, cursor, damage));

      // Then: some are sent again, none is lost
      assertThat(read).endsWith(record(2), record(3));
      assertThat(expected(0, -1)).endsWith(read.toArray(SpoolRecord[]::new));
      if (damage.length == bytes.length) {
        assertThat(read).as("one slot is damaged, the other one counts").hasSizeLessThan(4);
      }
    }
    assertThat(read(whole)).isEqualTo(expected(2, -1));
  }

  @Test
  void shouldNotTakeARecordInsideAnotherForOne() throws Exception {
    // Given: the value of the second is the first as it stands on the disk
    Path whole = folder.resolve("nested");
    byte[] inner = RecordHeader.encode(record(7), new SpoolPosition(1, SegmentHeader.BYTES));
    SpoolRecord outer =
        new SpoolRecord(
            SpoolRecord.Kind.AUDIO,
            "m",
            "s",
            TestSpool.START,
            java.time.Duration.ofSeconds(1),
            inner);
    try (Spool spool = Spool.open(settings(whole), SpoolListener.NONE)) {
      spool.append(record(0));
      spool.append(outer);
      spool.append(record(1));
    }
    byte[] bytes = Files.readAllBytes(segment(whole));

    // When: the header of the outer one is damaged
    bytes[SegmentHeader.BYTES + (int) RecordHeader.bytesOf(record(0))] ^= 1;

    // Then
    assertThat(read(with(whole, segment(whole), bytes))).containsExactly(record(0), record(1));
  }

  @Test
  void shouldNotWaitForeverForADamagedRecordToBeAcknowledged() throws Exception {
    // Given: the last but one is damaged, the last gives way to a newer segment
    Path whole = spool(0);
    byte[] bytes = Files.readAllBytes(segment(whole));
    bytes[start(3) - 1] ^= 1;
    Path copy = with(whole, segment(whole), bytes);
    List<String> corrupt = new ArrayList<>();
    SpoolListener listener =
        new SpoolListener() {
          @Override
          public void corrupt(String sensor, Path segment, int offset, long length) {
            corrupt.add(sensor + " at " + offset + ", " + length);
          }
        };

    try (Spool spool = Spool.open(settings(copy), listener)) {
      // When
      List<Spooled> given = TestSpool.drain(spool);
      spool.acknowledge(given.get(given.size() - 1).position());

      // Then: told once, though read twice
      assertThat(spool.depth().records()).isZero();
      spool.rewind();
      assertThat(TestSpool.drain(spool)).isEmpty();
      assertThat(corrupt).containsExactly("fan at %d, %d".formatted(start(2), size()));
    }
  }

  @Test
  void shouldNotCountADamagedLastRecordAsWaitingForever() throws Exception {
    // Given: the disk changes it while the spool is open
    Path live = folder.resolve("live");
    try (Spool spool = Spool.open(settings(live), SpoolListener.NONE)) {
      for (int i = 0; i < RECORDS; i++) {
        spool.append(record(i));
      }
      byte[] bytes = Files.readAllBytes(segment(live));
      bytes[bytes.length - 1] ^= 1;
      Files.write(segment(live), bytes);

      // When
      List<Spooled> given = TestSpool.drain(spool);
      spool.acknowledge(given.get(given.size() - 1).position());

      // Then
      assertThat(given).hasSize(RECORDS - 1);
      assertThat(spool.depth().records()).isZero();
    }
  }

  private Path spool(int acknowledged) throws Exception {
    Path whole = folder.resolve("whole" + acknowledged);
    try (Spool spool = Spool.open(settings(whole), SpoolListener.NONE)) {
      for (int i = 0; i < RECORDS; i++) {
        assertThat(spool.append(record(i))).isTrue();
      }
      List<Spooled> given = TestSpool.drain(spool);
      for (int i = 0; i < acknowledged; i++) {
        spool.acknowledge(given.get(i).position());
      }
    }
    return whole;
  }

  private static List<SpoolRecord> expected(int acknowledged, int lost) {
    List<SpoolRecord> expected = new ArrayList<>();
    for (int i = acknowledged; i < RECORDS; i++) {
      if (i != lost) {
        expected.add(record(i));
      }
    }
    return expected;
  }

  private static int size() {
    return (int) RecordHeader.bytesOf(record(0));
  }

  private static int start(int record) {
    return SegmentHeader.BYTES + record * size();
  }

  private static Path segment(Path spool) throws IOException {
    return TestSpool.segments(spool).get(0);
  }

  private Path with(Path whole, Path file, byte[] content) throws IOException {
    Path copy = folder.resolve("copy" + copies++);
    TestSpool.copy(whole, copy);
    Files.write(copy.resolve(file.getFileName()), content);
    return copy;
  }

  private static List<SpoolRecord> read(Path spool) throws Exception {
    try (Spool opened = Spool.open(settings(spool), SpoolListener.NONE)) {
      // Writing goes on behind what was damaged.
      assertThat(opened.append(record(99))).isTrue();
      List<SpoolRecord> records = new ArrayList<>(TestSpool.records(opened));
      assertThat(records.remove(records.size() - 1)).isEqualTo(record(99));
      return records;
    }
  }
}
