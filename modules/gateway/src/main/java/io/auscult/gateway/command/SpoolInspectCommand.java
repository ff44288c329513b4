/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.JsonOutput;
import io.auscult.cli.OneLine;
import io.auscult.gateway.spool.SpoolReader;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.gateway.spool.Spooled;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code spool inspect}. */
@Command(
    name = "inspect",
    description = "How much sound waits, of which sensors, since when.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult gateway spool inspect /var/lib/auscult/spool --json"})
public final class SpoolInspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "The gateway's spool.folder.")
  private Path folder;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  private final Map<String, Heard> sensors = new TreeMap<>();
  private long waiting;
  private long acknowledged;
  private long health;
  private long damaged;

  /** Of one sensor: sound that waits. */
  private record Heard(long records, Duration sound, Instant oldest, Instant newest) {
    Heard plus(Heard more) {
      return new Heard(
          records + more.records,
          sound.plus(more.sound),
          oldest.isBefore(more.oldest) ? oldest : more.oldest,
          newest.isAfter(more.newest) ? newest : more.newest);
    }
  }

  @Override
  public Integer call() throws Exception {
    SpoolReader.Extent extent = new SpoolReader(folder).visit(new Counter());
    if (json) {
      JsonOutput.print(result(extent));
    } else {
      print(extent);
    }
    return 0;
  }

  private final class Counter implements SpoolReader.Visitor {

    @Override
    public void record(Spooled spooled, boolean isAcknowledged) {
      if (isAcknowledged) {
        acknowledged++;
        return;
      }
      waiting++;
      SpoolRecord record = spooled.record();
      if (record.kind() == SpoolRecord.Kind.HEALTH) {
        health++;
        return;
      }
      Instant at = record.capturedAt();
      sensors.merge(record.sensor(), new Heard(1, record.sound(), at, at), Heard::plus);
    }

    @Override
    public void damaged(@Nullable String sensor, Path segment, int offset, int bytes) {
      damaged++;
    }

    @Override
    public void tornTail(Path segment, int offset, int bytes) {}
  }

  private Map<String, Object> result(SpoolReader.Extent extent) {
    List<Map<String, Object>> perSensor = new ArrayList<>();
    sensors.forEach(
        (sensor, heard) ->
            perSensor.add(
                Map.of(
                    "sensor", sensor,
                    "records", heard.records(),
                    "seconds", seconds(heard),
                    "oldest", heard.oldest().toString(),
                    "newest", heard.newest().toString())));
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("segments", extent.segments());
    result.put("bytes", extent.bytes());
    result.put("waiting", waiting);
    result.put("acknowledged", acknowledged);
    result.put("healthWaiting", health);
    result.put("damaged", damaged);
    result.put("sensors", perSensor);
    return result;
  }

  private void print(SpoolReader.Extent extent) {
    System.out.printf(
        "%d segments, %d bytes; %d records wait (%d of health), %d are acknowledged%n",
        extent.segments(), extent.bytes(), waiting, health, acknowledged);
    sensors.forEach(
        (sensor, heard) ->
            System.out.printf(
                "%-24s %8d records %10.1f s  %s to %s%n",
                OneLine.of(sensor),
                heard.records(),
                seconds(heard),
                heard.oldest(),
                heard.newest()));
    if (damaged > 0) {
      System.err.printf("%d places are damaged: see spool verify%n", damaged);
    }
  }

  private static double seconds(Heard heard) {
    return heard.sound().toNanos() / 1e9;
  }
}
