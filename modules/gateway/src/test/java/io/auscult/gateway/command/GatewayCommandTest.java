/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayCommandTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                 | Missing what to listen to: --config FILE, --stdin or PATH",
        "--check a.wav                    | --check goes with --config",
        "--set spool.folder=x a.wav       | --set goes with --config",
        "--config a.yaml --machine fan    | --machine does not go with --config",
        "--config a.yaml --stdin          | mutually exclusive",
      })
  void shouldSayWhichOptionsDoNotGoTogether(String arguments, String complaint) {
    CommandRun run =
        CommandRun.of(arguments == null ? new String[0] : arguments.strip().split(" +"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(complaint).endsWith("--help\n").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--config none.yaml               | none.yaml: no such file or folder",
        "none.wav                         | none.wav: there is no such file or folder",
        "--stdin                          | --stdin needs --machine: whose sound it is",
        "--stdin --machine fan --rate 1   | rate must be 8000 to 192000, is 1",
        "--mix --channel 1 a.wav          | --mix and --channel exclude each other",
      })
  void shouldSayInOneLineWhatIsWrong(String arguments, String complaint) {
    CommandRun run = CommandRun.of(arguments.strip().split(" +"));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(complaint).hasLineCount(1);
  }

  @Test
  void shouldNameTheSettingOfTheFileThatIsWrong() throws Exception {
    Path file = folder.resolve("gateway.yaml");
    Files.writeString(
        file,
        """
        kafka: {bootstrap.servers: "localhost:9092"}
        spool: {maxBytes: 1MB}
        sources: [{name: a, machine: fan, simulated: {type: FAN}}]
        """);

    CommandRun run = CommandRun.of("--config", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains(file + ": spool.maxBytes must be at least two segments");
  }
}
