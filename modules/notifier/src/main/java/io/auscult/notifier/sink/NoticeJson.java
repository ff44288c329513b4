/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.Topics;
import io.auscult.notifier.event.AnomalyNotice;
import io.auscult.notifier.event.HealthNotice;
import io.auscult.notifier.event.Notice;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that an event says, as JSON knows it. What is not known is null. */
final class NoticeJson {

  private NoticeJson() {}

  static Map<String, @Nullable Object> of(Notice notice) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("machine", notice.machineId());
    json.put("site", notice.place().site());
    json.put("line", notice.place().line());
    json.put("type", notice.place().type());
    json.put("severity", notice.severity().label());
    json.put("text", notice.text());
    if (notice instanceof AnomalyNotice anomaly) {
      put(json, anomaly);
    } else if (notice instanceof HealthNotice health) {
      put(json, health.event());
    }
    return json;
  }

  private static void put(Map<String, @Nullable Object> json, AnomalyNotice notice) {
    AnomalyEvent event = notice.event();
    json.put("anomalyId", event.getAnomalyId());
    json.put("state", event.getState().name());
    json.put("closeReason", event.getCloseReason() == null ? null : event.getCloseReason().name());
    json.put("sensor", event.getSensorId());
    json.put("openedAt", text(event.getOpenedAt()));
    json.put("lastAt", text(event.getLastAt()));
    json.put("closedAt", text(event.getClosedAt()));
    json.put("durationSeconds", notice.lasted().toMillis() / 1000.0);
    json.put("peakScore", event.getPeakScore());
    json.put("threshold", event.getThreshold());
    json.put("modelVersion", event.getModelVersion());
    json.put(
        "evidence",
        Map.of(
            "topic",
            Topics.AUDIO.name(),
            "partition",
            event.getEvidencePartition(),
            "offsetFirst",
            event.getEvidenceOffsetFirst(),
            "offsetLast",
            event.getEvidenceOffsetLast()));
    json.put("bands", event.getBands().stream().map(NoticeJson::band).toList());
  }

  private static Map<String, Object> band(FrequencyBand band) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("fromHz", band.getFromHz());
    json.put("toHz", band.getToHz());
    json.put("deviationDb", band.getDeviationDb());
    return json;
  }

  private static void put(Map<String, @Nullable Object> json, SensorHealth event) {
    json.put("subject", event.getSubject());
    json.put("origin", event.getOrigin().name());
    json.put("kind", event.getKind().name());
    json.put("state", event.getState().name());
    json.put("since", text(event.getSince()));
    json.put("at", text(event.getAt()));
    json.put("detail", event.getDetail());
  }

  /** ISO 8601, in UTC. */
  static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }
}
