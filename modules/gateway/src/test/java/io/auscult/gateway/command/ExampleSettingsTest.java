/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.gateway.settings.ClockSettings;
import io.auscult.gateway.settings.GatewaySettings;
import io.auscult.gateway.settings.PublishSettings;
import io.auscult.gateway.settings.SignalSettings;
import io.auscult.gateway.settings.SpoolSettings;
import io.auscult.gateway.settings.WatchdogSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example that comes with the distribution, with its defaults no longer commented out. */
class ExampleSettingsTest {

  private static final Path EXAMPLE =
      Path.of("..", "gateway-distribution", "src", "main", "dist", "etc", "gateway.yaml");
  private static final Pattern SECTION = Pattern.compile("(\\w+):.*");
  private static final Pattern SETTING = Pattern.compile("  (\\w+): .*");

  @TempDir Path folder;

  private Path file;
  private String defaults;

  @BeforeEach
  void uncomment() throws Exception {
    String example = Files.readString(EXAMPLE);
    int from = example.indexOf("# publish:");
    int to = example.indexOf("sources:\n");
    defaults = example.substring(from, to).replaceAll("(?m)^# ", "");
    file = folder.resolve("gateway.yaml");
    Files.writeString(file, example.substring(0, from) + defaults + example.substring(to));
  }

  @Test
  void shouldHaveTheDefaultsInItsComments() throws Exception {
    GatewaySettings written = GatewaySettings.read(file, Map.of());
    GatewaySettings unwritten = GatewaySettings.read(EXAMPLE, Map.of());

    assertThat(written).isEqualTo(unwritten);
    assertThat(written.publish()).isEqualTo(PublishSettings.standard());
    assertThat(written.spool()).isEqualTo(SpoolSettings.in(Path.of("/var/lib/auscult/spool")));
    assertThat(written.watchdog()).isEqualTo(WatchdogSettings.standard());
    assertThat(written.signal()).isEqualTo(SignalSettings.standard());
    assertThat(written.clock()).isEqualTo(ClockSettings.standard());
  }

  @Test
  void shouldHaveEverySettingThatTheEnvironmentCanSet() {
    List<String> paths = new ArrayList<>();
    String section = "";
    for (String line : defaults.lines().toList()) {
      Matcher begins = SECTION.matcher(line);
      Matcher setting = SETTING.matcher(line);
      if (begins.matches()) {
        section = begins.group(1);
      } else if (setting.matches()) {
        paths.add(section + "." + setting.group(1));
      }
    }

    assertThat(paths).containsExactlyInAnyOrderElementsOf(SettingOverrides.PATHS);
  }
}
