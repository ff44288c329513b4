/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Where options have their values from, and what is said when they cannot have them. */
class CommandsTest {

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Listen listen = new Listen();
  private final StringWriter errors = new StringWriter();

  @Command(name = "root", subcommands = Own.class)
  static final class Root {}

  @Command(name = "listen", mixinStandardHelpOptions = true)
  static final class Listen implements Callable<Integer> {

    @Mixin private KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--model", required = true)
    private String model;

    @Option(names = "--http-port", defaultValue = "8081")
    private int port;

    @Option(names = "--json")
    private boolean json;

    @Option(names = "--folds", split = ",")
    private List<Integer> folds = List.of();

    @Override
    public Integer call() {
      return kafka.clientSettings().isEmpty() ? 1 : 0;
    }
  }

  @Command(name = "own")
  static final class Own implements Callable<Integer> {

    @Option(names = "--config")
    private Path config;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() {
      return config.endsWith("any.txt") && json ? 0 : 1;
    }
  }

  @Test
  void shouldGoFromTheCommandLineToTheEnvironmentToTheFileToTheDefault() throws Exception {
    // When nothing is set, the default holds.
    assertThat(run("--model", "m")).isZero();
    assertThat(listen.port).isEqualTo(8081);

    // When the file sets it, the file does.
    String config = file("model: of the file\nhttp-port: 1\n");
    assertThat(run("--config", config)).isZero();
    assertThat(listen.model).isEqualTo("of the file");
    assertThat(listen.port).isEqualTo(1);

    // When the environment sets it too, the environment does.
    environment.put("AUSCULT_HTTP_PORT", "2");
    assertThat(run("--config", config)).isZero();
    assertThat(listen.port).isEqualTo(2);
    assertThat(listen.model).isEqualTo("of the file");

    // When the command line sets it too, the command line does, on either side of the file.
    assertThat(run("--config", config, "--http-port", "3")).isZero();
    assertThat(listen.port).isEqualTo(3);
    assertThat(run("--http-port=4", "--config=" + config)).isZero();
    assertThat(listen.port).isEqualTo(4);
  }

  @Test
  void shouldForgetTheFileOfTheLastTime() throws Exception {
    assertThat(run("--config", file("model: m\nhttp-port: 1"))).isZero();

    assertThat(run("--model", "m")).isZero();
    assertThat(listen.port).isEqualTo(8081);
  }

  @Test
  void shouldTakeFlagsListsAndKafkaSettings() throws Exception {
    String config =
        file(
            """
            model: m
            json: true
            folds: [0, 3]
            bootstrap-servers: kafka-1:9092,kafka-2:9092
            kafka:
              security.protocol: SASL_SSL
              sasl.jaas.config: a.B required username="x,y" password="=z|";
            """);

    assertThat(run("--config", config)).isZero();

    assertThat(listen.json).isTrue();
    assertThat(listen.folds).containsExactly(0, 3);
    assertThat(listen.kafka.clientSettings())
        .containsOnly(
            Map.entry("bootstrap.servers", "kafka-1:9092,kafka-2:9092"),
            Map.entry("security.protocol", "SASL_SSL"),
            Map.entry("sasl.jaas.config", "a.B required username=\"x,y\" password=\"=z|\";"));
  }

  @Test
  void shouldFindSecretsWhereSettingsSayThatTheyAre() throws Exception {
    Files.writeString(folder.resolve("jaas"), "x.Y required password=\"s\";");
    String setting = "sasl.jaas.config: '${directory:%s:jaas}'".formatted(folder);
    String config = file("model: m\nkafka: {%s}".formatted(setting));

    assertThat(run("--config", config)).isZero();
    assertThat(listen.kafka.clientSettings())
        .containsEntry("sasl.jaas.config", "x.Y required password=\"s\";");

    environment.put("AUSCULT_KAFKA", setting.replace(": ", "=").replace("'", ""));
    assertThat(run("--model", "m")).isZero();
    assertThat(listen.kafka.clientSettings())
        .containsEntry("sasl.jaas.config", "x.Y required password=\"s\";");
    assertThat(listen.kafka.furtherSettings().toString()).doesNotContain("required");
  }

  @Test
  void shouldNameTheSettingWhoseSecretIsNotThere() throws Exception {
    String reference = "ssl.key.password=${directory:%s:none}".formatted(folder);

    assertThat(run("--model", "m", "--kafka", reference)).isEqualTo(1);
    assertThat(errors.toString().strip())
        .contains("--kafka ssl.key.password: there is no 'none' in " + folder)
        .hasLineCount(1);
  }

  @Test
  void shouldLeaveAFlagSetThatIsSetTwice() throws Exception {
    String config = file("json: true");
    environment.put("AUSCULT_JSON", "true");

    assertThat(run("--model", "m", "--json", "--config", config)).isZero();
    assertThat(listen.json).isTrue();
    assertThat(run("--config", config, "--json", "--model", "m")).isZero();
    assertThat(listen.json).isTrue();
  }

  @Test
  void shouldTakeTheRepeatedOptionOfTheCommandLineInPlaceOfTheFiles() throws Exception {
    String config = file("model: m\nkafka: {linger.ms: 5, acks: all}");

    assertThat(run("--config", config, "--kafka", "a=b,c", "--kafka", "d=e")).isZero();

    assertThat(listen.kafka.furtherSettings())
        .containsOnly(Map.entry("a", "b,c"), Map.entry("d", "e"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http-prot: 1        | c.yaml: http-prot is no setting: did you mean http-port?",
        "help: true          | c.yaml: help is no setting: there are",
        "config: other.yaml  | c.yaml: config is no setting: there are",
        "http-port: [1]      | c.yaml: http-port must be one value, is a list",
        "kafka: [a=b, [c]]   | c.yaml: kafka[1] must be one value, is a list",
        "json:               | c.yaml: json must be one value, is empty",
        "- 1                 | c.yaml: must hold keys with values",
        "http-port: http     | --http-port",
      })
  void shouldRefuseWhatIsNoOption(String text, String message) throws Exception {
    String config = file(text);

    assertThat(run("--model", "m", "--config", config)).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString().strip())
        .startsWith("root: ")
        .contains(message)
        .contains("See: root listen --help")
        .hasLineCount(1);
  }

  @Test
  void shouldRefuseASchemaRegistryThatCannotBeOne() {
    assertThat(run("--model", "m", "--kafka", "schema.registry.url=registry:8080"))
        .isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString().strip())
        .startsWith("root: --kafka schema.registry.url must be like http://registry:8080")
        .contains("See: root listen --help")
        .hasLineCount(1);
  }

  @Test
  void shouldNameAFileThatIsNotThere() {
    assertThat(run("--model", "m", "--config", "none.yaml")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(errors.toString().strip()).contains("none.yaml: no such file").hasLineCount(1);
  }

  @Test
  void shouldLeaveACommandWithAFileOfItsOwnAlone() {
    environment.put("AUSCULT_JSON", "true");

    assertThat(Commands.line(new Root(), environment).execute("own", "--config", "any.txt"))
        .isZero();
  }

  private int run(String... options) {
    listen = new Listen();
    List<String> arguments = new ArrayList<>(List.of("listen"));
    arguments.addAll(List.of(options));
    CommandSpec root = CommandSpec.forAnnotatedObject(new Root());
    root.addSubcommand("listen", new CommandLine(listen));
    return Commands.line(root, environment)
        .setErr(new PrintWriter(errors))
        .execute(arguments.toArray(String[]::new));
  }

  private String file(String text) throws Exception {
    return Files.writeString(folder.resolve("c.yaml"), text).toString();
  }
}
