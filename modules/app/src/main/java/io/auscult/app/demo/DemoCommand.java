/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.app.TemporaryFolder;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.Terminal;
import io.auscult.console.Console;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.DatasetFolder;
import io.auscult.trainer.Recipe;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code auscult demo}. */
@Command(
    name = "demo",
    description =
        "Shows everything at work in one process: a Kafka broker, a gateway, the pipeline and a live table of the fleet."
            + " Eight simulated machines run, two break and are repaired; or recorded machines with --data.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit code: on the simulated plant 0 only if every broken machine opened an anomaly and no healthy one did;"
          + " on recorded sound 0 if it ran.",
      "",
      "Example:",
      "  auscult demo --seconds 90",
      "  auscult demo --data mimii --seconds 90 --json"
    })
public final class DemoCommand implements Callable<Integer> {

  private static final int SHORTEST = 30;
  private static final long TRAINING_SEED = 1;

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Recorded machines: FOLDER/<type>/<id>/{normal,abnormal}/*.wav or *.flac.")
  private @Nullable Path data;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Stream for so long, at least " + SHORTEST + "; without it until Ctrl-C.")
  private @Nullable Integer seconds;

  @Option(
      names = "--seed",
      description = "Of the simulated sound that is streamed and of what breaks (default: random).")
  private @Nullable Long seed;

  @Option(
      names = "--port",
      defaultValue = "0",
      description =
          "Of the Kafka broker on 127.0.0.1; 0: any that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--http-port",
      defaultValue = "8080",
      paramLabel = "PORT",
      description =
          "Of the console on 127.0.0.1; 0, or where it is taken: any that is free (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--json",
      description =
          "The summary as one JSON object on standard output, all else to standard error.")
  private boolean json;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds != null && seconds < SHORTEST) {
      throw new CommandFailedException(
          "--seconds must be at least %d, is %d: an anomaly takes about 15 s to be believed"
              .formatted(SHORTEST, seconds));
    }
    Recipe recipe = Recipe.named("default");
    DemoPlant plant =
        data == null
            ? simulated()
            : new RecordedPlant(DatasetFolder.scan(data, System.err::println), recipe);
    PrintStream out = json ? System.err : System.out;
    Board board = new Board(out, json ? Terminal.isErr() : Terminal.isOut(), plant.machines());
    ModelBundle model = ModelCache.ofUser().trained(plant.past(), recipe, TRAINING_SEED);
    Duration streaming = seconds == null ? null : Duration.ofSeconds(seconds);
    DemoSummary summary;
    try (TemporaryFolder folder = TemporaryFolder.create("auscult-demo");
        Demo demo = Demo.start(model, plant.machines(), folder.path(), port);
        Console console = DemoConsole.start(demo.clientSettings(), httpPort)) {
      board.say("look and listen at " + console.url());
      summary = demo.run(plant, streaming, board);
    }
    if (json) {
      JsonOutput.print(summary);
    } else {
      out.println(summary.text());
    }
    return data != null || summary.isFlawless() ? 0 : 1;
  }

  private SimulatedPlant simulated() {
    long chosen = seed == null ? new SecureRandom().nextInt(1_000_000) : seed;
    System.err.println("the simulated plant's seed is " + chosen);
    // The pipeline needs 10 s to hear a machine's normal state, and the same again to believe a
    // change.
    long total = seconds == null ? 90 : seconds;
    long breakAfter = Math.max(12, total / 4);
    long repairAfter = Math.max(breakAfter + 20, total * 6 / 10);
    return new SimulatedPlant(
        chosen, Duration.ofSeconds(breakAfter), Duration.ofSeconds(repairAfter));
  }
}
