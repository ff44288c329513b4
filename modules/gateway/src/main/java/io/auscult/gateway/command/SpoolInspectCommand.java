/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.JsonOutput;
import io.auscult.cli.OneLine;
import io.auscult.gateway.spool.SpoolContents;
import io.auscult.gateway.spool.SpoolRecord;
import io.auscult.gateway.spool.Spooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult gateway spool inspect}. */
@Command(
    name = "inspect",
    description = "Tells what waits for Kafka, sensor by sensor.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult gateway spool inspect /var/lib/auscult/spool"})
final class SpoolInspectCommand implements Callable<Integer> {

  @Parameters(paramLabel = "FOLDER", description = "The spool's: spool.folder of the settings.")
  private Path folder;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  /** What waits of a sensor. */
  private static final class Waiting {
    private final String sensor;
    private long records;
    private double seconds;
    private Instant oldest = Instant.MAX;
    private Instant newest = Instant.MIN;

    Waiting(String sensor) {
      this.sensor = sensor;
    }

    void add(SpoolRecord record) {
      records++;
      seconds += record.sound().toNanos() / 1e9;
      Instant at = record.capturedAt();
      oldest = at.isBefore(oldest) ? at : oldest;
      newest = at.isAfter(newest) ? at : newest;
    }

    Map<String, Object> asJson() {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("sensor", sensor);
      all.put("records", records);
      all.put("seconds", seconds);
      all.put("oldest", oldest.toString());
      all.put("newest", newest.toString());
      return all;
    }
  }

  @Override
  public Integer call() throws IOException {
    SpoolContents contents = SpoolContents.of(folder);
    Map<String, Waiting> audio = new TreeMap<>();
    long[] counts = new long[2];
    contents.visit(
        (Spooled spooled, boolean waiting) -> {
          SpoolRecord record = spooled.record();
          if (!waiting) {
            counts[0]++;
          } else if (record.kind() == SpoolRecord.Kind.HEALTH) {
            counts[1]++;
          } else {
            audio.computeIfAbsent(record.sensor(), Waiting::new).add(record);
          }
        });
    report(contents, audio, counts[0], counts[1]);
    return 0;
  }

  private void report(
      SpoolContents contents, Map<String, Waiting> audio, long acknowledged, long health) {
    List<Map<String, Object>> sensors = new ArrayList<>();
    audio.values().forEach(sensor -> sensors.add(sensor.asJson()));
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("segments", contents.segments());
      result.put("bytes", contents.bytes());
      result.put("acknowledged", acknowledged);
      result.put("health", health);
      result.put("sensors", sensors);
      JsonOutput.print(result);
      return;
    }
    System.out.printf(
        "%d segments, %.1f MB; %d records that Kafka has, %d health records that wait%n",
        contents.segments(), contents.bytes() / 1e6, acknowledged, health);
    if (audio.isEmpty()) {
      System.out.println("no sound waits");
    }
    audio
        .values()
        .forEach(
            sensor ->
                System.out.printf(
                    "%-24s %8d records %10.1f s  %s to %s%n",
                    OneLine.of(sensor.sensor),
                    sensor.records,
                    sensor.seconds,
                    sensor.oldest,
                    sensor.newest));
  }
}
