/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import io.auscult.gateway.settings.SpoolSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Spools to try things with, and records that can be told apart. */
final class SpoolFolder {

  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private SpoolFolder() {}

  static SpoolSettings settings(Path folder, SpoolSettings.WhenFull whenFull, int mostMebibytes) {
    return new SpoolSettings(
        folder,
        (long) mostMebibytes << 20,
        1 << 20,
        whenFull,
        SpoolSettings.Fsync.INTERVAL,
        Duration.ofSeconds(1));
  }

  static SpoolSettings settings(Path folder) {
    return settings(folder, SpoolSettings.WhenFull.DROP_OLDEST, 64);
  }

  /** The n-th second of a sensor; its value is drawn from the number. */
  static SpoolRecord record(String sensor, int number, int bytes) {
    byte[] value = new byte[bytes];
    new Random(number).nextBytes(value);
    return new SpoolRecord(
        SpoolRecord.Kind.AUDIO,
        "machine of " + sensor,
        sensor,
        START.plusSeconds(number),
        Duration.ofSeconds(1),
        value);
  }

  static int numberOf(SpoolRecord record) {
    return (int) Duration.between(START, record.capturedAt()).toSeconds();
  }

  /** All that can be read now; nothing is acknowledged. */
  static List<Spooled> drain(Spool spool) throws InterruptedException {
    List<Spooled> all = new ArrayList<>();
    for (Spooled next = spool.next(Duration.ZERO); next != null; next = spool.next(Duration.ZERO)) {
      all.add(next);
    }
    return all;
  }

  static List<Integer> numbers(List<Spooled> records) {
    return records.stream().map(Spooled::record).map(SpoolFolder::numberOf).toList();
  }

  static List<Path> segments(Path folder) throws IOException {
    return SegmentFile.list(folder).stream().map(SegmentFile::path).toList();
  }

  /** As a power cut leaves it: what is there now. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      files.forEach(
          file -> {
            try {
              Files.copy(file, to.resolve(file.getFileName()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
