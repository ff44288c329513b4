/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.bench;

import io.auscult.app.TemporaryFolder;
import io.auscult.benchmarks.gateway.GatewayBenchmark;
import io.auscult.benchmarks.gateway.GatewayFigures;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code auscult bench gateway}. */
@Command(
    name = "gateway",
    description =
        "A gateway in a process of its own, with a Kafka broker in this one: killed while the broker comes and goes,"
            + " under load, and with a backlog.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "An hour of backlog takes about 2 GB in the folder for temporary files, and once more for the broker.",
      "",
      "Example:",
      "  auscult bench gateway --kills 10 --backlog-seconds 600 --json"
    })
final class BenchGatewayCommand implements Callable<Integer> {

  @Option(
      names = "--sensors",
      defaultValue = "16",
      paramLabel = "N",
      description = "1 to 16, of 16 kHz (default: ${DEFAULT-VALUE}).")
  private int sensors;

  @Option(
      names = "--seconds",
      defaultValue = "60",
      paramLabel = "S",
      description = "Under load, after 20 s to warm up (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--kills",
      defaultValue = "50",
      paramLabel = "N",
      description = "How often a gateway is killed (default: ${DEFAULT-VALUE}).")
  private int kills;

  @Option(
      names = "--backlog-seconds",
      defaultValue = "3600",
      paramLabel = "S",
      description = "Of sound of each sensor that waits (default: ${DEFAULT-VALUE}).")
  private int backlogSeconds;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Of the sound and the kills (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "The figures as one JSON object on standard output.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (sensors < 1 || sensors > 16) {
      throw new CommandFailedException("--sensors must be 1 to 16, is " + sensors);
    }
    if (seconds < 1 || kills < 0 || backlogSeconds < 60) {
      throw new CommandFailedException(
          "--seconds must be at least 1, --kills 0, --backlog-seconds 60");
    }
    GatewayFigures figures;
    try (TemporaryFolder folder = TemporaryFolder.create("auscult-bench")) {
      figures =
          new GatewayBenchmark(seed).run(folder.path(), sensors, seconds, kills, backlogSeconds);
    }
    if (json) {
      JsonOutput.print(figures);
    } else {
      System.out.printf(
          """
          %d sensors: %.3f of a core, %.0f MB of heap at most, of %d
          killed %d times, the broker away %d times: %d chunks accepted, %d lost, %d duplicated, %d sent again
          a backlog of %d s goes out at %.1f times real time while live sound goes on
          """,
          figures.sensors(),
          figures.coreShare(),
          figures.heapMb(),
          figures.heapLimitMb(),
          figures.kills(),
          figures.absences(),
          figures.accepted(),
          figures.lost(),
          figures.duplicated(),
          figures.resent(),
          figures.backlogSeconds(),
          figures.replaySpeed());
    }
    return 0;
  }
}
