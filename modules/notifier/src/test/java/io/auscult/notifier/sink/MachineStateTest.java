/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.notice;
import static io.auscult.notifier.event.Events.opened;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.HealthKind;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Place;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineStateTest {

  private final Notice anomaly = notice(opened("fan-1", "a1", T0.plusSeconds(9)));
  private final Notice offline = notice(begin("fan-1", HealthKind.OFFLINE, T0.plusSeconds(5)));
  private final Notice silent = notice(begin("fan-1", HealthKind.SILENT, T0));
  private final Notice gap = notice(begin("fan-1", HealthKind.GAP, T0));

  @Test
  void shouldTellTheWorstOfWhatIsOpen() {
    assertThat(state(gap)).containsEntry("state", "healthy");
    assertThat(state(gap, silent)).containsEntry("state", "impaired");
    assertThat(state(gap, silent, offline))
        .containsEntry("state", "offline")
        .containsEntry("since", "2026-06-01T06:00:05Z")
        .containsEntry("anomaly", null);
    assertThat(state(gap, silent, offline, anomaly))
        .containsEntry("state", "anomalous")
        .containsEntry("severity", "warning")
        .containsEntry("anomaly", "a1")
        .containsEntry("open", List.of("ANOMALY", "GAP", "OFFLINE", "SILENT"));
  }

  @Test
  void shouldBeHealthySinceTheLastThingEnded() {
    assertThat(state())
        .containsEntry("machine", "fan-1")
        .containsEntry("site", "north")
        .containsEntry("state", "healthy")
        .containsEntry("since", "2026-06-01T06:01:00Z");
  }

  private static Map<String, Object> state(Notice... open) {
    return MachineState.json(
        "fan-1", new Place("north", "line-1", "fan"), List.of(open), T0.plusSeconds(60));
  }
}
