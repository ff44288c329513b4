/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.gateway.capture.Feed;
import io.auscult.gateway.service.GatewayService;
import io.auscult.gateway.settings.GatewaySettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auscult gateway}. */
@Command(
    name = "gateway",
    description = "Brings sound to Kafka, in chunks of a second.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {DevicesCommand.class, SpoolCommand.class},
    footer = {
      "",
      "With --config it runs until it is stopped: microphones, streams and files as the YAML says, through a spool on disk.",
      "A PATH is played once, without a spool. In a folder, each subfolder with WAV or FLAC files is a machine, named by its"
          + " path: PATH/fan/id_00/normal/1.wav belongs to machine fan/id_00.",
      "",
      "Example:",
      "  auscult gateway --config gateway.yaml --check",
      "  auscult gateway --config gateway.yaml",
      "  arecord -f S16_LE -r 16000 | auscult gateway --stdin --machine fan-7",
      "  auscult gateway recordings --bootstrap-servers localhost:9092",
      "  auscult gateway fan.wav --machine fan-7 --speed 10"
    })
public final class GatewayCommand implements Callable<Integer> {

  @ArgGroup private @Nullable Input given;

  /** Where sound is from; one of them. */
  private static final class Input {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The gateway's settings: sources, spool, Kafka.")
    private @Nullable Path config;

    @Option(
        names = "--stdin",
        description = "Raw samples on standard input: signed, 16 bits, the low byte first.")
    private boolean stdin;

    @Parameters(
        arity = "0..1",
        paramLabel = "PATH",
        description = "A WAV or FLAC file, or a folder of them.")
    private @Nullable Path path;
  }

  @Option(
      names = "--check",
      description =
          "With --config: opens each source for two seconds, shows its level, asks Kafka for the topics, and ends.")
  private boolean check;

  @Option(
      names = "--set",
      paramLabel = "SETTING=VALUE",
      split = "\n",
      splitSynopsisLabel = "",
      description =
          "With --config: goes before the file, like spool.maxBytes=2GB; can be repeated.")
  private Map<String, String> set = new HashMap<>();

  @Option(
      names = "--machine",
      paramLabel = "ID",
      description =
          "Of a single file's machine (default: the file's name), or that on standard input.")
  private @Nullable String machine;

  @Mixin private FileOptions files;

  @Mixin private StandardInputOptions standardInput;

  @Mixin private KafkaOptions kafka;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Input input = given;
    if (input == null) {
      throw new ParameterException(
          spec.commandLine(), "Missing what to listen to: --config FILE, --stdin or PATH");
    }
    requireThatGoesTogether(input.config != null);
    if (input.config != null) {
      GatewaySettings settings = GatewaySettings.read(input.config, overrides());
      return check ? GatewayCheck.of(settings, json) : run(settings);
    }
    if (input.stdin) {
      return run(standardInput.settings(machine, kafkaSettings()));
    }
    return play(Objects.requireNonNull(input.path));
  }

  private void requireThatGoesTogether(boolean hasConfig) {
    if (check && !hasConfig) {
      throw new ParameterException(spec.commandLine(), "--check goes with --config");
    }
    if (!set.isEmpty() && !hasConfig) {
      throw new ParameterException(spec.commandLine(), "--set goes with --config");
    }
    if (machine != null && hasConfig) {
      throw new ParameterException(
          spec.commandLine(),
          "--machine does not go with --config: the file says whose sound each source is");
    }
  }

  private Map<String, String> overrides() {
    Map<String, String> environment = System.getenv();
    Map<String, String> overrides = SettingOverrides.of(environment, set);
    String brokers = "kafka." + CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
    if (spec.commandLine().getParseResult().hasMatchedOption("--bootstrap-servers")) {
      overrides.put(brokers, kafka.bootstrapServers());
    } else if (environment.containsKey("AUSCULT_BOOTSTRAP_SERVERS")) {
      overrides.putIfAbsent(brokers, kafka.bootstrapServers());
    }
    kafka.furtherSettings().forEach((key, value) -> overrides.put("kafka." + key, value));
    return overrides;
  }

  private Map<String, String> kafkaSettings() {
    return kafka.clientSettings().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.valueOf(entry.getValue())));
  }

  private static int run(GatewaySettings settings) throws IOException, InterruptedException {
    try (GatewayService service = GatewayService.start(settings)) {
      Runtime.getRuntime().addShutdownHook(new Thread(service::close, "gateway-stop"));
      System.err.printf(
          "listening to %d sources, metrics at http://%s:%d/metrics%n",
          settings.sources().size(), settings.http().address().getHostAddress(), service.port());
      service.awaitEnd();
    }
    return 0;
  }

  private int play(Path path) throws IOException, InterruptedException {
    List<Feed> feeds = files.feeds(path, machine);
    long published = FilePlayback.play(feeds, kafka.clientSettings());
    if (json) {
      JsonOutput.print(Map.of("machines", feeds.size(), "chunks", published));
    } else {
      System.out.printf("%d chunks of %d machines published%n", published, feeds.size());
    }
    return 0;
  }
}
