/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CommandTextTest {

  private static String text(String... arguments) {
    CommandLine command = Main.commandLine();
    return CommandText.of(
        command.parseArgs(arguments).subcommand().commandSpec().commandLine().getCommandSpec());
  }

  @Test
  void shouldGiveEveryOptionAsItWorkedOut() {
    assertThat(text("evaluate", "--data", "some/clips", "--folds-run", "0,3", "--alone", "--json"))
        .startsWith("auscult evaluate ")
        .contains(" --data " + Path.of("some/clips").toAbsolutePath())
        .contains(" --folds-run 0,3")
        .contains(" --alone first")
        .contains(" --protocol kfold")
        .contains(" --recipe default")
        .contains(" --seed 1")
        .contains(" --json")
        .doesNotContain("--seeds")
        .doesNotContain("--help");
  }

  @Test
  void shouldQuoteWhatAShellWouldTakeApart() {
    assertThat(text("evaluate", "--data", "/it's here", "--report=a b.html"))
        .contains("--data '/it'\\''s here'")
        .contains("--report '" + Path.of("a b.html").toAbsolutePath() + "'");
  }
}
