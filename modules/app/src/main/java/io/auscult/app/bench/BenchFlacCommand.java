/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.bench;

import io.auscult.benchmarks.FlacBenchmark;
import io.auscult.benchmarks.FlacFigures;
import io.auscult.cli.JsonOutput;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code auscult bench flac}. */
@Command(
    name = "flac",
    description =
        "What FLAC payloads would save on your sound, in chunks of 1 s and one channel, beside the zstd of Kafka's"
            + " batches, and what they take.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult bench flac --data recordings --json"})
final class BenchFlacCommand implements Callable<Integer> {

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FOLDER",
      description = "WAV and FLAC files, in subfolders or not.")
  private Path data;

  @Option(names = "--json", description = "The figures as one JSON object on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    FlacFigures figures = new FlacBenchmark(data).run();
    if (json) {
      JsonOutput.print(figures);
    } else {
      System.out.println(text(figures));
    }
    return 0;
  }

  private static String text(FlacFigures figures) {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        %d files, %d chunks of 1 s, %d of them no smaller in FLAC
        bytes per byte of samples: %.3f in FLAC, %.3f in batches of zstd, %.3f FLAC in batches of zstd
        seconds of sound a second of one core: %.0f encoded and checked, %.0f decoded
        heap allocated a chunk: %.0f kB encoded and checked, %.0f kB decoded"""
            .formatted(
                figures.files(),
                figures.chunks(),
                figures.uncompressed(),
                figures.flac(),
                figures.zstd(),
                figures.flacInZstd(),
                figures.encodeSpeed(),
                figures.decodeSpeed(),
                figures.encodeKilobytes(),
                figures.decodeKilobytes()));
    figures
        .flacByFolder()
        .forEach(
            (folder, flac) ->
                text.append(
                    "%n  %-12s %.3f in FLAC, %.3f in batches of zstd"
                        .formatted(folder, flac, figures.zstdByFolder().get(folder))));
    return text.toString();
  }
}
