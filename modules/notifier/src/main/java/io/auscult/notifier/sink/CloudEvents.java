/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.cli.JsonOutput;
import io.auscult.notifier.event.AnomalyNotice;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Summary;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events as CloudEvents 1.0 in JSON's structured mode. The same event gives the same bytes.
 *
 * @param source the beginning of their {@code source}
 */
public record CloudEvents(String source) {

  /** Their media type. */
  static final String MEDIA_TYPE = "application/cloudevents+json";

  private static final String TYPE = "io.auscult.";

  byte[] of(Notice notice) {
    Map<String, @Nullable Object> event =
        event(
            notice.id(),
            notice instanceof AnomalyNotice ? "/anomalies" : "/health",
            notice.type(),
            notice.at());
    event.put("subject", notice.machineId());
    event.put("severity", notice.severity().label());
    return bytes(event, NoticeJson.of(notice));
  }

  byte[] of(Summary summary) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("text", summary.text());
    data.put("events", summary.count());
    data.put("byType", summary.events());
    data.put("machines", summary.machines());
    data.put("from", NoticeJson.text(summary.from()));
    data.put("until", NoticeJson.text(summary.until()));
    return bytes(event(summary.id(), "/limit", "limit.exceeded", summary.until()), data);
  }

  /** What tells nothing: whoever gets it sees that it arrives. */
  byte[] check(String id, Instant now) {
    return bytes(
        event(id, "/check", "check", now),
        Map.of("text", "a try of the notifier: nothing is wrong"));
  }

  private Map<String, @Nullable Object> event(String id, String part, String type, Instant time) {
    Map<String, @Nullable Object> event = new LinkedHashMap<>();
    event.put("specversion", "1.0");
    event.put("id", id);
    event.put("source", source + part);
    event.put("type", TYPE + type);
    event.put("time", NoticeJson.text(time));
    event.put("datacontenttype", "application/json");
    return event;
  }

  private static byte[] bytes(Map<String, @Nullable Object> event, Map<String, ?> data) {
    event.put("data", data);
    return JsonOutput.line(event).getBytes(UTF_8);
  }
}
