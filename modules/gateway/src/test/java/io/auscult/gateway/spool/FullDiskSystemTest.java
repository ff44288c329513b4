/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static io.auscult.gateway.spool.TestSpool.MIB;
import static io.auscult.gateway.spool.TestSpool.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.gateway.settings.SpoolSettings.WhenFull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is really full: a tmpfs of 3 MB, which needs root. */
@Tag("system")
class FullDiskSystemTest {

  private static final int LARGE = 200_000;

  @TempDir Path mountPoint;

  private final List<String> lost = new ArrayList<>();

  private final SpoolListener listener =
      new SpoolListener() {
        @Override
        public void dropped(String sensor, long records, Duration sound, Reason reason) {
          lost.add(sensor + " " + reason + " " + records);
        }
      };

  @BeforeEach
  void mount() throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", mountPoint.toString());
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", mountPoint.toString());
  }

  @Test
  void shouldDropTheOldestAndGoOnWhenTheDiskIsFull() throws Exception {
    try (Spool spool = open(WhenFull.DROP_OLDEST)) {
      // When: the bound of 100 MB is never reached, the disk's is
      for (int i = 0; i < 40; i++) {
        assertThat(spool.append(record("s" + i % 2, i, LARGE))).isTrue();
      }

      // Then: the newest are there, each that is not was told, and nothing is half written
      List<SpoolRecord> kept = TestSpool.records(spool);
      assertThat(lost).isNotEmpty().allMatch(line -> line.contains("DROPPED_OLDEST"));
      assertThat(kept).hasSizeGreaterThanOrEqualTo(8);
      assertThat(kept.size() + dropped()).isEqualTo(40);
      for (int i = 0; i < kept.size(); i++) {
        int number = 40 - kept.size() + i;
        assertThat(kept.get(i)).isEqualTo(record("s" + number % 2, number, LARGE));
      }
    }
  }

  @Test
  void shouldDropTheOldestThoughTheReaderHasItOpen() throws Exception {
    try (Spool spool = open(WhenFull.DROP_OLDEST)) {
      // Given
      spool.append(record("fan", 0, LARGE));
      Spooled first = spool.next(Duration.ofSeconds(10));
      assertThat(first).isNotNull();

      // When, then
      for (int i = 1; i < 40; i++) {
        assertThat(spool.append(record("fan", i, LARGE))).isTrue();
      }
    }
  }

  @Test
  void shouldRejectTheNewestAndTakeMoreWhenRoomComesBack() throws Exception {
    try (Spool spool = open(WhenFull.REJECT)) {
      // Given
      Path other = mountPoint.resolve("other");
      Files.write(other, new byte[MIB]);
      int accepted = 0;
      while (spool.append(record("fan", accepted, LARGE))) {
        accepted++;
        assertThat(accepted).isLessThan(20);
      }
      assertThat(lost).containsExactly("fan REJECTED 1");

      // When: a small one of another sensor may fit still; then others leave room
      boolean small = spool.append(record("pump", 900, 100));
      Files.delete(other);
      assertThat(spool.append(record("fan", 901, LARGE))).isTrue();

      // Then: nothing half written between
      List<SpoolRecord> kept = TestSpool.records(spool);
      assertThat(kept).hasSize(accepted + 1 + (small ? 1 : 0));
      for (int i = 0; i < accepted; i++) {
        assertThat(kept.get(i)).isEqualTo(record("fan", i, LARGE));
      }
      assertThat(kept.get(kept.size() - 1)).isEqualTo(record("fan", 901, LARGE));
    }
  }

  @Test
  void shouldRememberWhatIsAcknowledgedThoughTheDiskIsFull() throws Exception {
    // Given
    int accepted = 0;
    try (Spool spool = open(WhenFull.REJECT)) {
      while (spool.append(record("fan", accepted, LARGE))) {
        accepted++;
      }
      List<Spooled> given = TestSpool.drain(spool);
      Files.write(mountPoint.resolve("other"), fill());

      // When
      spool.acknowledge(given.get(1).position());
    }

    // Then: also opening needs no room
    try (Spool spool = open(WhenFull.REJECT)) {
      assertThat(TestSpool.records(spool)).hasSize(accepted - 2);
    }
  }

  private byte[] fill() throws IOException {
    return new byte[(int) Files.getFileStore(mountPoint).getUsableSpace()];
  }

  private int dropped() {
    return lost.stream().mapToInt(l -> Integer.parseInt(l.substring(l.lastIndexOf(' ') + 1))).sum();
  }

  private Spool open(WhenFull whenFull) throws IOException {
    return Spool.open(
        TestSpool.settings(mountPoint.resolve("spool"), 100 * MIB, whenFull), listener);
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
