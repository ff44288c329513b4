/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.InstantConverter;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.OneLine;
import io.auscult.gateway.spool.SpoolReader;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.gateway.spool.Spooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spool export}. */
@Command(
    name = "export",
    description =
        "Writes the sound as WAV, FOLDER/SENSOR/TIME-STREAM.wav; a gap begins a new file. Overwrites nothing.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  auscult gateway spool export /var/lib/auscult/spool --to sound --sensor fan-7 --from 2026-11-25T06:00Z"
    })
public final class SpoolExportCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "The gateway's spool.folder.")
  private Path folder;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FOLDER",
      description = "Where the WAV files go; created if it is not there.")
  private Path to;

  @Option(names = "--sensor", paramLabel = "ID", description = "Only this one (default: all).")
  private @Nullable String sensor;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Only what was captured then or later.")
  private @Nullable Instant from;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Only what was captured before.")
  private @Nullable Instant until;

  @Option(
      names = "--all",
      description = "Also what is acknowledged, as far as it is still on the disk.")
  private boolean all;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  private long chunks;
  private long skipped;
  private Duration sound = Duration.ZERO;

  @Override
  public Integer call() throws Exception {
    if (from != null && until != null && !from.isBefore(until)) {
      throw new CommandFailedException("--from must be before --until");
    }
    SpoolReader reader = new SpoolReader(folder);
    WavExport export = new WavExport(to);
    try {
      reader.visit(new Exporter(export));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    double seconds = sound.toNanos() / 1e9;
    if (json) {
      JsonOutput.print(
          Map.of(
              "files", export.files(), "chunks", chunks, "seconds", seconds, "skipped", skipped));
    } else {
      System.out.printf("%d files, %.1f s of sound%n", export.files(), seconds);
    }
    return 0;
  }

  private boolean has(SpoolRecord record) {
    return record.kind() == SpoolRecord.Kind.AUDIO
        && (sensor == null || sensor.equals(record.sensor()))
        && (from == null || !record.capturedAt().isBefore(from))
        && (until == null || record.capturedAt().isBefore(until));
  }

  private void skip(String what) {
    skipped++;
    System.err.println("skipped " + OneLine.of(what));
  }

  private final class Exporter implements SpoolReader.Visitor {

    private final WavExport export;

    Exporter(WavExport export) {
      this.export = export;
    }

    @Override
    public void record(Spooled spooled, boolean acknowledged) {
      if ((acknowledged && !all) || !has(spooled.record())) {
        return;
      }
      SpooledSound decoded;
      try {
        decoded = SpooledSound.decode(spooled);
      } catch (IOException e) {
        skip(String.valueOf(e.getMessage()));
        return;
      }
      try {
        export.add(decoded);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      chunks++;
      sound = sound.plus(spooled.record().sound());
    }

    @Override
    public void damaged(@Nullable String sensor, Path segment, int offset, int bytes) {
      skip("%d damaged bytes, %s offset %d".formatted(bytes, segment, offset));
    }

    @Override
    public void tornTail(Path segment, int offset, int bytes) {
      // It was never accepted.
    }
  }
}
