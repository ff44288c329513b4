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

  static SpoolSettings read(YamlSection yaml) {
    yaml.only("folder", "maxBytes", "segmentBytes", "whenFull", "fsync", "fsyncInterval");
    return yaml.make(
        () ->
            new SpoolSettings(
                Path.of(yaml.text("folder", "/var/lib/auscult/spool")),
                yaml.bytes("maxBytes", 10_000_000_000L),
                yaml.bytes("segmentBytes", 16 * MIB),
                yaml.choice("whenFull", WhenFull.DROP_OLDEST),
                yaml.choice("fsync", Fsync.INTERVAL),
                yaml.duration("fsyncInterval", Duration.ofSeconds(1))));
  }
}
