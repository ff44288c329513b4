/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of all settings is what the program declares. */
class ConfigurationReferenceTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "configuration.md");

  @Test
  void shouldBeWhatThePageSays() throws Exception {
    String expected = ConfigurationReference.page();
    if (Boolean.getBoolean("auscult.write")) {
      Files.writeString(PAGE, expected);
    }
    String written = Files.readString(PAGE);

    assertThat(written)
        .as(
            "docs/configuration.md is not what the program declares; -Dauscult.write=true writes it:\n%s",
            ConfigurationReference.difference(written, expected))
        .isEqualTo(expected);
  }

  @Test
  void shouldKnowWhatIsSaidOfEachKeyOfTheFiles() throws Exception {
    for (String settings : new String[] {"gateway", "notifier"}) {
      Path folder = Path.of("..", settings, "src/main/java/io/auscult", settings, "settings");
      assertThat(SettingsSource.of(folder))
          .hasSizeGreaterThan(5)
          .allSatisfy(source -> assertThat(source.keys()).as(source.name()).isNotEmpty());
    }
  }
}
