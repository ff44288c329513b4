/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.notifier.settings.NotifierSettings;
import io.auscult.notifier.settings.RetrySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example in the documentation. */
class ExampleSettingsTest {

  private static final Path EXAMPLE = Path.of("..", "..", "docs", "notifier.yaml");

  @TempDir Path folder;

  @Test
  void shouldBeTakenAsItIs() throws Exception {
    assertThat(NotifierSettings.read(EXAMPLE, Map.of()).sinks()).hasSize(3);
  }

  @Test
  void shouldHaveTheDefaultsInItsCommentsAndSecretsInFiles() throws Exception {
    // Given: all that is commented out is set, with secrets that exist
    Path secret = Files.writeString(folder.resolve("secret"), "hunter2");
    Path file =
        Files.writeString(
            folder.resolve("notifier.yaml"),
            Files.readString(EXAMPLE)
                .replaceAll("(?m)^( *)# (?=[a-zA-Z.]+:)", "$1")
                .replace("/etc/auscult/secrets:jaas", folder + ":secret")
                .replaceAll("/etc/auscult/\\S+?(?=[,}\\s])", secret.toString()));

    // When
    NotifierSettings written = NotifierSettings.read(file, Map.of());

    // Then
    NotifierSettings unwritten = NotifierSettings.read(EXAMPLE, Map.of("name", written.name()));
    assertThat(written.lookBack()).isEqualTo(unwritten.lookBack()).isEqualTo(Duration.ofDays(7));
    assertThat(written.criticalAfter()).isEqualTo(unwritten.criticalAfter());
    assertThat(written.source()).isEqualTo(unwritten.source());
    assertThat(written.http()).isEqualTo(unwritten.http());
    assertThat(written.sinks().get(0).retry()).isEqualTo(RetrySettings.standard());
    assertThat(written.sinks()).hasSize(3);
  }
}
