/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.operations.MetricsRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SinkObserverTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "notifier.md");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(auscult_notifier_\\w+)`");
  private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (auscult_\\w+)");

  private final MetricsRegistry registry = new MetricsRegistry(id -> false);
  private final SinkObserver observer =
      new SinkObserver(registry.meters(), "shift", new SinkStatus());

  @Test
  void shouldPublishWhatItsPageListsAndNoMore() throws Exception {
    Set<String> published = found(TYPE, registry.scrape());
    published.removeIf(name -> name.endsWith("_max"));

    assertThat(published).isEqualTo(found(ROW, Files.readString(PAGE)));
  }

  @Test
  void shouldTellHowTheSinkFares() {
    assertThat(registry.scrape().lines())
        .contains(
            "auscult_notifier_sink_up{sink=\"shift\"} 0.0",
            "auscult_notifier_kafka_up{sink=\"shift\"} 0.0");

    observer.sink(null);
    observer.kafka(null);
    observer.state(7, 3);
    observer.delivered(Duration.ofSeconds(2));
    observer.failed();
    observer.refused();
    observer.limited();
    observer.unreadable();

    assertThat(registry.scrape().lines())
        .contains(
            "auscult_notifier_sink_up{sink=\"shift\"} 1.0",
            "auscult_notifier_kafka_up{sink=\"shift\"} 1.0",
            "auscult_notifier_lag_records{sink=\"shift\"} 7.0",
            "auscult_notifier_open_conditions{sink=\"shift\"} 3.0",
            "auscult_notifier_delivered_total{sink=\"shift\"} 1.0",
            "auscult_notifier_delivery_seconds_sum{sink=\"shift\"} 2.0",
            "auscult_notifier_failures_total{sink=\"shift\"} 1.0",
            "auscult_notifier_refused_total{sink=\"shift\"} 1.0",
            "auscult_notifier_limited_total{sink=\"shift\"} 1.0",
            "auscult_notifier_unreadable_total{sink=\"shift\"} 1.0");
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
