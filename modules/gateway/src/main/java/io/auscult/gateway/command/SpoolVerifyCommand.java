/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.OneLine;
import io.auscult.gateway.spool.SpoolReader;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.gateway.spool.Spooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spool verify}. */
@Command(
    name = "verify",
    description = "Checks every checksum and decodes all sound. Fails if something is damaged.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "A torn tail is a record that was being written when the gateway ended; it was not accepted, and is no damage.",
      "",
      "Example:",
      "  auscult gateway spool verify /var/lib/auscult/spool"
    })
public final class SpoolVerifyCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "The gateway's spool.folder.")
  private Path folder;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  private final List<Place> damages = new ArrayList<>();
  private final List<Place> tornTails = new ArrayList<>();
  private long records;

  /** Where something is wrong, and what. */
  private record Place(String segment, int offset, String what) {
    String line() {
      return "%s offset %d: %s".formatted(segment, offset, what);
    }
  }

  @Override
  public Integer call() throws Exception {
    new SpoolReader(folder).visit(new Checker());
    if (json) {
      JsonOutput.print(Map.of("records", records, "damaged", damages, "tornTails", tornTails));
    } else {
      damages.forEach(place -> System.out.println("damaged    " + place.line()));
      tornTails.forEach(place -> System.out.println("torn tail  " + place.line()));
      System.out.printf("%d records are whole%n", records);
    }
    if (!damages.isEmpty()) {
      throw new CommandFailedException(
          "%s: damaged in %d places, the first is %s"
              .formatted(folder, damages.size(), damages.get(0).line()));
    }
    return 0;
  }

  private final class Checker implements SpoolReader.Visitor {

    @Override
    public void record(Spooled spooled, boolean acknowledged) {
      try {
        if (spooled.record().kind() == SpoolRecord.Kind.AUDIO) {
          SpooledSound.decode(spooled);
        }
        records++;
      } catch (IOException e) {
        damages.add(
            new Place(
                "%020d.segment".formatted(spooled.position().segment()),
                spooled.position().offset(),
                OneLine.of(String.valueOf(e.getMessage()))));
      }
    }

    @Override
    public void damaged(@Nullable String sensor, Path segment, int offset, int bytes) {
      String whose = sensor == null ? "" : " of " + OneLine.of(sensor);
      damages.add(new Place(name(segment), offset, bytes + " bytes" + whose));
    }

    @Override
    public void tornTail(Path segment, int offset, int bytes) {
      tornTails.add(new Place(name(segment), offset, bytes + " bytes"));
    }
  }

  private static String name(Path segment) {
    return segment.getFileName().toString();
  }
}
