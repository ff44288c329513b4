/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.cli.DurationConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters a command is about. */
final class Selection {

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Only of records that came so long ago or later: 90s, 8h, 2d.")
  private @Nullable Duration since;

  @Option(names = "--machine", paramLabel = "ID", description = "Only of this machine.")
  private @Nullable String machine;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "Only if the reason has this in it, in capitals or not.")
  private @Nullable String reason;

  /** Where to begin to read. */
  Instant begin(Instant now) {
    return since == null ? Instant.MIN : now.minus(since);
  }

  boolean isEverything() {
    return since == null && machine == null && reason == null;
  }

  boolean has(DeadLetter letter, Instant begin) {
    return !letter.time().isBefore(begin)
        && (machine == null || Arrays.equals(machine.getBytes(UTF_8), letter.key()))
        && (reason == null || lower(letter.reason()).contains(lower(reason)));
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
