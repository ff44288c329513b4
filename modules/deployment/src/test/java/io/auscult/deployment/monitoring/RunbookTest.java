/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RunbookTest {

  private static final Pattern SECTION = Pattern.compile("(?m)^## (\\w+)$");

  @Test
  void shouldHaveASectionForEachAlertAndNoOther() throws Exception {
    // Given
    String page = Files.readString(MonitoringFiles.ROOT.resolve("docs/runbook.md"));

    // When
    List<String> sections = SECTION.matcher(page).results().map(found -> found.group(1)).toList();

    // Then
    List<String> alerts = new ArrayList<>();
    MonitoringFiles.alerts().forEach(alert -> alerts.add(alert.path("alert").asText()));
    assertThat(sections).containsExactlyInAnyOrderElementsOf(alerts);
    for (String section : page.split("(?m)^## ", -1)) {
      if (alerts.contains(section.lines().findFirst().orElse(""))) {
        assertThat(section)
            .contains("**Means.**", "**The sound meanwhile.**", "**Look.**", "**Do.**");
      }
    }
  }

  @Test
  void shouldTellOfEachAlertHowBadItIsAndWhereItsSectionIs() throws Exception {
    for (JsonNode alert : MonitoringFiles.alerts()) {
      String name = alert.path("alert").asText();
      assertThat(alert.path("for").asText()).as(name).matches("\\d+[mh]");
      assertThat(alert.at("/labels/severity").asText())
          .as(name)
          .isIn("critical", "warning", "info");
      assertThat(alert.at("/annotations/summary").asText()).as(name).isNotBlank();
      assertThat(alert.at("/annotations/description").asText()).as(name).isNotBlank();
      assertThat(alert.at("/annotations/runbook_url").asText())
          .isEqualTo("docs/runbook.md#" + name.toLowerCase(Locale.ROOT));
    }
  }
}
