/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All but Kafka's; those are in {@link PublishedMetricsIT}. */
class PublishedMetricsTest {

  private final PublishedMetrics published = new PublishedMetrics();

  @BeforeEach
  void register() {
    PipelineMetrics metrics = new PipelineMetrics(published.registry());
    metrics.lag(() -> 0);
    metrics.model("v1");
    metrics.modelPublished(() -> 0);
    var unused = metrics.machine(new MachinePlace("", "", "fan-0"));
    metrics.challengerTaken("v2");
    new CuratorMetrics(published.registry()).drift("fan-0", 0.1, 0.2);
    System.gc(); // pauses are published from the first one on
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> published.scrape().contains("jvm_gc_pause_seconds"));
  }

  @AfterEach
  void close() {
    published.close();
  }

  @Test
  void shouldPublishExactlyWhatThePageDescribes() throws Exception {
    Map<String, MetricsPage.Metric> described = new TreeMap<>(MetricsPage.read());
    described.keySet().removeIf(name -> name.startsWith("kafka_"));

    Map<String, MetricsPage.Metric> scraped = new TreeMap<>();
    Scrape.parse(published.scrape())
        .families()
        .forEach(
            (name, family) ->
                scraped.put(name, new MetricsPage.Metric(family.type(), family.labels().keySet())));

    assertThat(scraped).containsExactlyEntriesOf(described);
  }

  @Test
  void shouldPublishNothingThatIsNotOnTheList() {
    published.registry().counter("jvm.classes.loaded").increment();
    published.registry().counter("kafka.consumer.request.rate").increment();
    published
        .registry()
        .gauge(
            "kafka.consumer.last.poll.seconds.ago",
            Tags.of("client.id", "p-StateUpdater-1-restore-consumer"),
            1);

    assertThat(published.scrape()).doesNotContain("jvm_classes", "kafka_");
  }
}
