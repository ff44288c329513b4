/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.JsonOutput;
import io.auscult.gateway.spool.SpoolContents;
import io.auscult.gateway.spool.SpoolPosition;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.gateway.spool.Spooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.errors.SerializationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult gateway spool verify}. */
@Command(
    name = "verify",
    description = "Verifies every checksum and decodes all sound; exit code 1 if any is damaged.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult gateway spool verify /var/lib/auscult/spool"})
final class SpoolVerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "The spool's: spool.folder of the settings.")
  private Path folder;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  private static final class Findings implements SpoolContents.Visitor {
    private final List<String> damages = new ArrayList<>();
    private long records;
    private long tornBytes;

    @Override
    public void record(Spooled spooled, boolean waiting) {
      records++;
      if (spooled.record().kind() == SpoolRecord.Kind.AUDIO) {
        try {
          var unused = SpooledSound.of(spooled.record());
        } catch (SerializationException | IOException | IllegalArgumentException e) {
          damages.add(
              "%s: %s".formatted(place(spooled.position()), String.valueOf(e.getMessage())));
        }
      }
    }

    @Override
    public void damaged(SpoolPosition from, long bytes) {
      damages.add("%s: %d bytes make no sense".formatted(place(from), bytes));
    }

    @Override
    public void torn(SpoolPosition from, long bytes) {
      tornBytes = bytes;
    }

    private static String place(SpoolPosition position) {
      return "segment %d at %d".formatted(position.segment(), position.offset());
    }
  }

  @Override
  public Integer call() throws IOException {
    Findings findings = new Findings();
    SpoolContents contents = SpoolContents.of(folder);
    contents.visit(findings);
    if (json) {
      JsonOutput.print(
          Map.of(
              "segments",
              contents.segments(),
              "records",
              findings.records,
              "damaged",
              findings.damages,
              "tornTailBytes",
              findings.tornBytes));
    } else {
      System.out.printf(
          "%d records in %d segments, %d places damaged%n",
          findings.records, contents.segments(), findings.damages.size());
      findings.damages.forEach(System.out::println);
      if (findings.tornBytes > 0) {
        System.out.printf(
            "the last %d bytes are a record that was not written to its end, or is being written%n",
            findings.tornBytes);
      }
    }
    return findings.damages.isEmpty() ? 0 : 1;
  }
}
