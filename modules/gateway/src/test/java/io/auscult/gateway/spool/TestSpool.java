/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import io.auscult.gateway.settings.SpoolSettings;
import io.auscult.gateway.settings.SpoolSettings.Fsync;
import io.auscult.gateway.settings.SpoolSettings.WhenFull;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Small spools, and what they hold. */
final class TestSpool {

  static final int MIB = 1 << 20;
  static final Instant START = Instant.parse("2026-03-01T06:00:00Z");

  /** Enough for a record that is there, and short where there is none. */
  static final Duration NOW = Duration.ofMillis(1);

  private TestSpool() {}

  static SpoolSettings settings(Path folder) {
    return settings(folder, 100 * MIB, WhenFull.DROP_OLDEST);
  }

  static SpoolSettings settings(Path folder, long maxBytes, WhenFull whenFull) {
    return new SpoolSettings(folder, maxBytes, MIB, whenFull, Fsync.NEVER, Duration.ofSeconds(1));
  }

  /** A second of sound; the same for the same number. */
  static SpoolRecord record(String sensor, int number, int bytes) {
    byte[] value = new byte[bytes];
    new Random(number).nextBytes(value);
    return new SpoolRecord(
        SpoolRecord.Kind.AUDIO,
        "machine-of-" + sensor,
        sensor,
        START.plusSeconds(number),
        Duration.ofSeconds(1),
        value);
  }

  static SpoolRecord record(int number) {
    return record("fan", number, 40);
  }

  /** Everything that waits, as it is given. */
  static List<Spooled> drain(Spool spool) throws InterruptedException {
    List<Spooled> all = new ArrayList<>();
    for (Spooled one = spool.next(NOW); one != null; one = spool.next(NOW)) {
      all.add(one);
    }
    return all;
  }

  static List<SpoolRecord> records(Spool spool) throws InterruptedException {
    return drain(spool).stream().map(Spooled::record).toList();
  }

  static List<Path> segments(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".segment")).sorted().toList();
    }
  }

  /** A copy as a crash would leave it; files may come and go meanwhile. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      files.sorted().forEach(file -> copyFile(file, to.resolve(file.getFileName())));
    }
  }

  private static void copyFile(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (NoSuchFileException e) {
      // Deleted since it was listed: everything in it is acknowledged.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
