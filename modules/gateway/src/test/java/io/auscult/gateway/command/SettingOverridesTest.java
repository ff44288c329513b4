/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.cli.CommandFailedException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingOverridesTest {

  @Test
  void shouldTakeSettingsFromTheEnvironmentAndBeforeThoseFromTheCommandLine() {
    Map<String, String> overrides =
        SettingOverrides.of(
            Map.of(
                "AUSCULT_SPOOL_MAX_BYTES", "2GB",
                "AUSCULT_SIGNAL_SILENT_BELOW_DBFS", "-70",
                "AUSCULT_KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
                "AUSCULT_HTTP_PORT", "9000",
                "AUSCULT_LOG_LEVEL", "info",
                "PATH", "/bin"),
            Map.of("http.port", "9001"));

    assertThat(overrides)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "spool.maxBytes", "2GB",
                "signal.silentBelowDbfs", "-70",
                "kafka.bootstrap.servers", "kafka:9092",
                "http.port", "9001"));
  }

  @Test
  void shouldRefuseAVariableThatNamesNoSetting() {
    assertThatThrownBy(() -> SettingOverrides.of(Map.of("AUSCULT_SPOOL_MAXBYTES", "1GB"), Map.of()))
        .isInstanceOf(CommandFailedException.class)
        .hasMessage(
            "AUSCULT_SPOOL_MAXBYTES names no setting of the gateway: did you mean AUSCULT_SPOOL_MAX_BYTES?");
  }
}
