/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.audio.PcmFormat;
import io.auscult.cli.CommandFailedException;
import io.auscult.gateway.settings.ChannelMap;
import io.auscult.gateway.settings.GatewaySettings;
import io.auscult.gateway.settings.InputSettings;
import io.auscult.gateway.settings.KafkaSettings;
import io.auscult.gateway.settings.SourceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What comes on standard input. */
final class StandardInputOptions {

  @Option(
      names = "--rate",
      defaultValue = "16000",
      paramLabel = "HZ",
      description = "Standard input: samples a second (default: ${DEFAULT-VALUE}).")
  private int rate = 16_000;

  @Option(
      names = "--channels",
      defaultValue = "1",
      paramLabel = "N",
      description = "Standard input: samples a frame (default: ${DEFAULT-VALUE}).")
  private int channels = 1;

  @Option(
      names = "--spool",
      defaultValue = "auscult-spool",
      paramLabel = "FOLDER",
      description =
          "Standard input: where sound waits while Kafka is away (default: ${DEFAULT-VALUE}).")
  private Path spool = Path.of("auscult-spool");

  /** A gateway with one source. */
  GatewaySettings settings(@Nullable String machine, Map<String, String> kafka) {
    if (machine == null) {
      throw new CommandFailedException("--stdin needs --machine: whose sound it is");
    }
    try {
      return GatewaySettings.standard(
          new KafkaSettings(kafka),
          spool,
          List.of(
              new SourceSettings(
                  "stdin",
                  new InputSettings.StdinInput(new PcmFormat(rate, channels)),
                  new ChannelMap.OneMachine(machine, null))));
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()));
    }
  }
}
