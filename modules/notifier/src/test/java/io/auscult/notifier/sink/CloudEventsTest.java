/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.closed;
import static io.auscult.notifier.event.Events.notice;
import static io.auscult.notifier.event.Events.opened;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.auscult.contracts.HealthKind;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Summary;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CloudEventsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final CloudEvents events = new CloudEvents("/plant-7");

  @Test
  void shouldTellAllOfAnAnomaly() throws Exception {
    Notice closed = notice(closed(opened("fan/id_00", "a1", T0), Duration.ofSeconds(90)));

    assertThat(JSON.readTree(events.of(closed)))
        .isEqualTo(
            JSON.readTree(
                """
                {"specversion": "1.0", "id": "a1.closed", "source": "/plant-7/anomalies",
                 "type": "io.auscult.anomaly.closed", "time": "2026-06-01T06:01:30Z",
                 "datacontenttype": "application/json", "subject": "fan/id_00", "severity": "warning",
                 "data": {"machine": "fan/id_00", "site": "north", "line": "line-1", "type": "fan",
                  "severity": "warning", "text": "fan/id_00: the anomaly is closed after 1 min 30 s (RECOVERED)",
                  "anomalyId": "a1", "state": "CLOSED", "closeReason": "RECOVERED", "sensor": "fan/id_00.ch1",
                  "openedAt": "2026-06-01T06:00:00Z", "lastAt": "2026-06-01T06:01:30Z", "closedAt": "2026-06-01T06:01:30Z",
                  "durationSeconds": 90.0, "peakScore": 3.5, "threshold": 2.25, "modelVersion": "v7",
                  "evidence": {"topic": "auscult.audio", "partition": 2, "offsetFirst": 100, "offsetLast": 109},
                  "bands": [{"fromHz": 2000.0, "toHz": 2400.0, "deviationDb": 12.5}]}}
                """));
  }

  @Test
  void shouldTellAllOfAHealthEvent() throws Exception {
    JsonNode event = JSON.readTree(events.of(notice(begin("fan-1", HealthKind.OFFLINE, T0))));

    assertThat(event.get("type").asText()).isEqualTo("io.auscult.health.begin");
    assertThat(event.get("source").asText()).isEqualTo("/plant-7/health");
    assertThat(event.get("data"))
        .isEqualTo(
            JSON.readTree(
                """
                {"machine": "fan-1", "site": "north", "line": "line-1", "type": "fan", "severity": "warning",
                 "text": "fan-1.ch1: OFFLINE: no sound has come for 30 s", "subject": "fan-1.ch1", "origin": "PIPELINE",
                 "kind": "OFFLINE", "state": "BEGIN", "since": "2026-06-01T06:00:00Z", "at": "2026-06-01T06:00:00Z",
                 "detail": "no sound has come for 30 s"}
                """));
  }

  @Test
  void shouldGiveTheSameBytesForTheSameEvent() throws IOException {
    assertThat(events.of(notice(opened("fan-1", "a1", T0))))
        .isEqualTo(events.of(notice(opened("fan-1", "a1", T0))));
  }

  @Test
  void shouldTellASummary() throws Exception {
    Summary summary =
        new Summary(
            "a1.opened.more.5",
            new TreeMap<>(Map.of("anomaly.opened", 2, "health.begin", 3)),
            new TreeSet<>(Set.of("fan-2", "fan-1")),
            T0,
            T0.plusSeconds(40),
            Duration.ofMinutes(1));

    JsonNode event = JSON.readTree(events.of(summary));

    assertThat(event.get("type").asText()).isEqualTo("io.auscult.limit.exceeded");
    assertThat(event.get("data"))
        .isEqualTo(
            JSON.readTree(
                """
                {"text": "5 more events of 2 machines in the last 1 min", "events": 5,
                 "byType": {"anomaly.opened": 2, "health.begin": 3}, "machines": ["fan-1", "fan-2"],
                 "from": "2026-06-01T06:00:00Z", "until": "2026-06-01T06:00:40Z"}
                """));
  }
}
