/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.closed;
import static io.auscult.notifier.event.Events.notice;
import static io.auscult.notifier.event.Events.opened;
import static io.auscult.notifier.event.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.HealthKind;
import io.auscult.notifier.event.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertsTest {

  private static final Duration LATER = Duration.ofMinutes(11);

  private final Alerts alerts = new Alerts(Map.of("plant", "7"), Duration.ofMinutes(1));
  private final AnomalyEvent opened = opened("fan-1", "a1", T0);
  private final Notice warning = notice(opened);
  private final Notice critical = notice(updated(opened, LATER));
  private final Notice closed = notice(closed(opened, LATER));

  @Test
  void shouldFireUntilItHasMissedFourRefreshes() {
    Map<String, Object> alert =
        only(new Change(warning, null, List.of(warning)), T0.plusSeconds(2));

    assertThat(alert)
        .containsEntry(
            "labels",
            Map.of(
                "alertname", "AuscultAnomaly",
                "machine", "fan-1",
                "site", "north",
                "line", "line-1",
                "severity", "warning",
                "plant", "7"))
        .containsEntry("startsAt", "2026-06-01T06:00:00Z")
        .containsEntry("endsAt", "2026-06-01T06:04:02Z");
    assertThat(alert.get("annotations"))
        .isEqualTo(
            Map.of(
                "summary", "fan-1 began to sound wrong: 2000 to 2400 Hz +12.5 dB",
                "description",
                    "Sensor fan-1.ch1 heard a peak score of 3.500 over the threshold 2.250 of model v7.",
                "bands", "2000 to 2400 Hz +12.5 dB",
                "sensor", "fan-1.ch1",
                "anomaly_id", "a1"));
  }

  @Test
  void shouldNameTheSensorOfAHealthEvent() {
    Notice offline = notice(begin("fan-1", HealthKind.OFFLINE, T0));

    Map<String, Object> alert = only(new Change(offline, null, List.of(offline)), T0);

    assertThat(alert)
        .containsEntry(
            "labels",
            Map.of(
                "alertname", "AuscultHealth",
                "kind", "OFFLINE",
                "sensor", "fan-1.ch1",
                "machine", "fan-1",
                "site", "north",
                "line", "line-1",
                "severity", "warning",
                "plant", "7"));
  }

  @Test
  void shouldEndTheAlertOfTheOldSeverityWhenItBecomesWorse() {
    Instant now = T0.plus(LATER);

    List<Map<String, Object>> both = alerts.of(new Change(critical, warning, List.of()), now);

    assertThat(both).extracting(AlertsTest::severity).containsExactly("warning", "critical");
    assertThat(both.get(0)).containsEntry("endsAt", now.toString());
    assertThat(both.get(1)).containsEntry("endsAt", now.plusSeconds(240).toString());
  }

  @Test
  void shouldEndTheAlertThatWasToldWhenItCloses() {
    // It became critical with its last event.
    Map<String, Object> alert =
        only(new Change(closed, warning, List.of()), T0.plus(LATER).plusSeconds(5));

    assertThat(severity(alert)).isEqualTo("warning");
    assertThat(alert)
        .containsEntry("startsAt", "2026-06-01T06:00:00Z")
        .containsEntry("endsAt", "2026-06-01T06:11:00Z");
  }

  @Test
  void shouldNotEndTheAlertOfAnotherAnomalyOfTheMachine() {
    Notice next = notice(opened("fan-1", "a2", T0.plusSeconds(900)));

    assertThat(alerts.of(new Change(closed, next, List.of(next)), T0.plusSeconds(901))).isEmpty();
  }

  @Test
  void shouldMakeAnAlertOfAClockThatIsAheadOneThatAlertmanagerTakes() {
    Instant now = T0.minusSeconds(3600);

    assertThat(only(new Change(warning, null, List.of()), now))
        .containsEntry("startsAt", now.toString());
    assertThat(only(new Change(closed, warning, List.of()), now))
        .containsEntry("startsAt", now.toString())
        .containsEntry("endsAt", now.toString());
  }

  private Map<String, Object> only(Change change, Instant now) {
    List<Map<String, Object>> all = alerts.of(change, now);
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static Object severity(Map<String, Object> alert) {
    return ((Map<?, ?>) alert.get("labels")).get("severity");
  }
}
