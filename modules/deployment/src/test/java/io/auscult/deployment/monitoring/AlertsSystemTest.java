/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules, as promtool judges them. Needs Debian's prometheus. */
@Tag("system")
class AlertsSystemTest {

  private static final Path TESTS = Path.of("src/test/resources/monitoring/alerts-test.yaml");

  @TempDir private Path folder;

  @Test
  void shouldBeRulesThatPrometheusTakes() throws Exception {
    promtool("check", "rules", MonitoringFiles.RULES.toString());
  }

  @Test
  void shouldFireWhenTheyShouldAndNotWhenTheyShouldNot() throws Exception {
    promtool("test", "rules", TESTS.toString());
  }

  private void promtool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("promtool"));
    command.addAll(List.of(arguments));
    try (ChildProcess promtool = ChildProcess.start(folder.resolve("promtool.log"), command)) {
      int status = promtool.await(Duration.ofSeconds(60));
      assertThat(status).as(promtool.output()).isZero();
    }
  }
}
