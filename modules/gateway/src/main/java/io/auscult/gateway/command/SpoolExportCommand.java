/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.InstantConverter;
import io.auscult.cli.JsonOutput;
import io.auscult.gateway.spool.SpoolContents;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.gateway.spool.Spooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult gateway spool export}. */
@Command(
    name = "export",
    description =
        "Writes the sound that waits as WAV files, one for each uninterrupted stretch of a sensor.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  auscult gateway spool export /var/lib/auscult/spool --to recordings --sensor press-7"
    })
final class SpoolExportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "The spool's: spool.folder of the settings.")
  private Path folder;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the files go; it must be empty or not be there.")
  private Path to;

  @Option(names = "--sensor", paramLabel = "ID", description = "Only of this sensor.")
  private @Nullable String sensor;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Only chunks that were captured then or later, like 2026-01-31T06:00:00Z.")
  private @Nullable Instant from;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Only chunks that were captured before.")
  private @Nullable Instant until;

  @Option(names = "--all", description = "Also what Kafka has and the spool has not deleted yet.")
  private boolean all;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    SpoolContents contents = SpoolContents.of(folder);
    requireEmpty();
    try (WavExport export = new WavExport(to)) {
      contents.visit(
          (Spooled spooled, boolean waiting) -> {
            if (isWanted(spooled.record(), waiting)) {
              export.add(SpooledSound.of(spooled.record()));
            }
          });
      export.finish();
      if (json) {
        JsonOutput.print(Map.of("files", export.files(), "seconds", export.seconds()));
      } else {
        System.out.printf("%d files with %.1f s in %s%n", export.files(), export.seconds(), to);
      }
    }
    return 0;
  }

  private void requireEmpty() throws IOException {
    if (Files.exists(to) && !Files.isDirectory(to)) {
      throw new CommandFailedException("--to: %s is no folder".formatted(to));
    }
    if (Files.isDirectory(to)) {
      try (Stream<Path> files = Files.list(to)) {
        if (files.findAny().isPresent()) {
          throw new CommandFailedException(
              "--to: %s is not empty, and nothing is written over".formatted(to));
        }
      }
    }
  }

  private boolean isWanted(SpoolRecord record, boolean waiting) {
    return record.kind() == SpoolRecord.Kind.AUDIO
        && (waiting || all)
        && (sensor == null || sensor.equals(record.sensor()))
        && (from == null || !record.capturedAt().isBefore(from))
        && (until == null || record.capturedAt().isBefore(until));
  }
}
