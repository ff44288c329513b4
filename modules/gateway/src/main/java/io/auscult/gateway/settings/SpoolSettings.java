/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;
import static io.auscult.gateway.settings.Checks.requirePositive;

import io.auscult.cli.YamlSection;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where sound waits until Kafka has it.
 *
 * @param folder of the segments; one gateway alone uses it
 * @param maxBytes of all segments together, at least two segments
 * @param segmentBytes after which a new segment begins, 1 MiB to 1 GiB
 * @param whenFull what becomes of sound when there is no more room
 * @param fsync when sound is safe from a power cut
 * @param fsyncInterval the most that a power cut can take with {@link Fsync#INTERVAL}
 */
public record SpoolSettings(
    Path folder,
    long maxBytes,
    long segmentBytes,
    WhenFull whenFull,
    Fsync fsync,
    Duration fsyncInterval) {

  private static final long MIB = 1L << 20;

  /** Which sound is given up. */
  public enum WhenFull {
    /** The oldest, a segment at a time. */
    DROP_OLDEST,
    /** The newest. */
    REJECT
  }

  /** When what was written is forced to the disk. */
  public enum Fsync {
    /** After each chunk: a power cut takes none that was accepted. */
    ALWAYS,
    /** Now and then: a power cut takes the last interval. */
    INTERVAL,
    /** When the operating system likes to: a power cut can take half a minute and more. */
    NEVER
  }

  public SpoolSettings {
    require(
        segmentBytes >= MIB && segmentBytes <= 1024 * MIB,
        "segmentBytes must be 1MiB to 1GiB, is %d bytes".formatted(segmentBytes));
    require(
        maxBytes >= 2 * segmentBytes,
        "maxBytes must be at least two segments, %d bytes, is %d"
            .formatted(2 * segmentBytes, maxBytes));
    requirePositive("fsyncInterval", fsyncInterval);
  }

  /** What holds where nothing else is said. */
  public static SpoolSettings in(Path folder) {
    return new SpoolSettings(
        folder,
        10_000_000_000L,
        16 * MIB,
        WhenFull.DROP_OLDEST,
        Fsync.INTERVAL,
        Duration.ofSeconds(1));
  }

  static SpoolSettings read(YamlSection yaml) {
    yaml.only("folder", "maxBytes", "segmentBytes", "whenFull", "fsync", "fsyncInterval");
    SpoolSettings standard = in(Path.of("/var/lib/auscult/spool"));
    return yaml.make(
        () ->
            new SpoolSettings(
                Path.of(yaml.text("folder", standard.folder().toString())),
                yaml.bytes("maxBytes", standard.maxBytes()),
                yaml.bytes("segmentBytes", standard.segmentBytes()),
                yaml.choice("whenFull", standard.whenFull()),
                yaml.choice("fsync", standard.fsync()),
                yaml.duration("fsyncInterval", standard.fsyncInterval())));
  }
}
