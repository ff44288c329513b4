/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.notifier.event.AnomalyNotice;
import io.auscult.notifier.event.HealthNotice;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as alerts of Alertmanager's API v2. There the labels are an alert's identity: no id and no
 * measure is among them, and when one changes, the alert of the old ones ends.
 *
 * @param labels of every alert
 * @param refresh how often open alerts are told again
 */
record Alerts(Map<String, String> labels, Duration refresh) {

  /** An alert that was not told again for so many refreshes ends, as with Prometheus. */
  private static final int MISSED_REFRESHES = 4;

  /** What to post to bring Alertmanager up to date; may be nothing. */
  List<Map<String, Object>> of(Change change, Instant now) {
    Notice notice = change.notice();
    Notice before = change.before();
    List<Map<String, Object>> alerts = new ArrayList<>();
    if (notice.phase() == Phase.ENDS) {
      if (before == null || before.isSameAs(notice)) {
        alerts.add(resolved(before == null ? notice : before, notice, notice.at(), now));
      }
    } else {
      if (before != null && !labels(before).equals(labels(notice))) {
        alerts.add(resolved(before, before, now, now));
      }
      alerts.add(firing(notice, now));
    }
    return alerts;
  }

  /** It is open. */
  Map<String, Object> firing(Notice notice, Instant now) {
    return alert(
        labels(notice),
        notice,
        startsAt(notice, now),
        now.plus(refresh.multipliedBy(MISSED_REFRESHES)));
  }

  private Map<String, Object> resolved(Notice told, Notice last, Instant end, Instant now) {
    Instant startsAt = startsAt(told, now);
    Instant endsAt = end.isAfter(now) ? now : end;
    return alert(labels(told), last, startsAt, endsAt.isBefore(startsAt) ? startsAt : endsAt);
  }

  /** A gateway's clock can be ahead, and Alertmanager takes no alert that ends before it starts. */
  private static Instant startsAt(Notice notice, Instant now) {
    return notice.since().isAfter(now) ? now : notice.since();
  }

  private static Map<String, Object> alert(
      Map<String, String> labels, Notice notice, Instant startsAt, Instant endsAt) {
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("labels", labels);
    alert.put("annotations", annotations(notice));
    alert.put("startsAt", startsAt.toString());
    alert.put("endsAt", endsAt.toString());
    return alert;
  }

  private Map<String, String> labels(Notice notice) {
    Map<String, String> all = new LinkedHashMap<>(labels);
    all.put("machine", notice.machineId());
    put(all, "site", notice.place().site());
    put(all, "line", notice.place().line());
    all.put("severity", notice.severity().label());
    if (notice instanceof HealthNotice health) {
      all.put("alertname", "AuscultHealth");
      all.put("kind", health.kind());
      put(all, "sensor", health.event().getSubject());
    } else {
      all.put("alertname", "AuscultAnomaly");
    }
    return all;
  }

  private static void put(Map<String, String> labels, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      labels.put(name, value);
    }
  }

  private static Map<String, String> annotations(Notice notice) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put("summary", notice.text());
    if (notice instanceof AnomalyNotice anomaly) {
      AnomalyEvent event = anomaly.event();
      annotations.put(
          "description",
          String.format(
              Locale.ROOT,
              "Sensor %s heard a peak score of %.4g over the threshold %.4g of model %s.",
              event.getSensorId(),
              event.getPeakScore(),
              event.getThreshold(),
              event.getModelVersion()));
      put(annotations, "bands", AnomalyNotice.bands(event.getBands()));
      annotations.put("sensor", event.getSensorId());
      annotations.put("anomaly_id", event.getAnomalyId());
    } else if (notice instanceof HealthNotice health) {
      put(annotations, "description", health.event().getDetail());
    }
    return annotations;
  }
}
