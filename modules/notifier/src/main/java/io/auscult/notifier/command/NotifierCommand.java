/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.command;

import io.auscult.cli.KafkaOptions;
import io.auscult.notifier.service.NotifierService;
import io.auscult.notifier.settings.NotifierSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code auscult notifier}. */
@Command(
    name = "notifier",
    description =
        "Brings anomalies and health events to webhooks, Alertmanager and MQTT until it is stopped.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {
      "",
      "What is on the command line or in the environment goes before the file.",
      "",
      "Example:",
      "  auscult notifier --config notifier.yaml --check",
      "  auscult notifier --config notifier.yaml"
    })
public final class NotifierCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      required = true,
      paramLabel = "FILE",
      description = "The notifier's settings: sinks, routes, limits, Kafka.")
  private Path config;

  @Option(
      names = "--check",
      description =
          "Asks Kafka for the topics, tries each sink with what changes nothing, and ends.")
  private boolean check;

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--http-address",
      paramLabel = "ADDRESS",
      description =
          "Where /health/live, /health/ready and /metrics are answered (default: 127.0.0.1).")
  private @Nullable InetAddress httpAddress;

  @Option(
      names = "--http-port",
      paramLabel = "PORT",
      description = "0 for any free one (default: 8084).")
  private @Nullable Integer httpPort;

  @Option(names = "--json", description = "With --check: the result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (json && !check) {
      throw new ParameterException(spec.commandLine(), "--json goes with --check");
    }
    NotifierSettings settings = NotifierSettings.read(config, overrides());
    return check ? NotifierCheck.of(settings, json) : run(settings);
  }

  private Map<String, String> overrides() {
    Map<String, String> overrides = new HashMap<>();
    if (spec.commandLine().getParseResult().hasMatchedOption("--bootstrap-servers")
        || System.getenv().containsKey("AUSCULT_BOOTSTRAP_SERVERS")) {
      overrides.put(
          "kafka." + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    }
    kafka.furtherSettings().forEach((key, value) -> overrides.put("kafka." + key, value));
    if (httpAddress != null) {
      overrides.put("http.address", httpAddress.getHostAddress());
    }
    if (httpPort != null) {
      overrides.put("http.port", httpPort.toString());
    }
    return overrides;
  }

  private static int run(NotifierSettings settings) throws IOException, InterruptedException {
    try (NotifierService service = NotifierService.start(settings)) {
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "notifier-stop"));
      System.err.printf(
          "telling %d sinks, metrics at http://%s:%d/metrics%n",
          settings.sinks().size(), settings.http().address().getHostAddress(), service.port());
      service.awaitEnd();
    }
    return 0;
  }
}
