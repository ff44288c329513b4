/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With Kafka Streams at work on a real broker. */
class PublishedMetricsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder.resolve("kafka"));
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @Test
  void shouldPublishOfKafkaExactlyWhatThePageDescribesAndTheSameSeriesAfterARestart()
      throws Exception {
    Map<String, MetricsPage.Metric> described = new TreeMap<>(MetricsPage.read());
    described.keySet().removeIf(name -> !name.startsWith("kafka_"));

    Scrape first = scrapeAtWork();
    Scrape second = scrapeAtWork();

    Map<String, MetricsPage.Metric> scraped = new TreeMap<>();
    first
        .families()
        .forEach(
            (name, family) ->
                scraped.put(name, new MetricsPage.Metric(family.type(), family.labels().keySet())));
    scraped.keySet().removeIf(name -> !name.startsWith("kafka_"));
    assertThat(scraped).containsExactlyEntriesOf(described);
    // An id that is made anew at each start would show here.
    assertThat(seriesOfKafka(second)).isEqualTo(seriesOfKafka(first));
    assertThat(
            first.families().get("kafka_consumer_fetch_manager_records_lag").labels().get("topic"))
        .containsExactly(Topics.AUDIO.name());
  }

  private static Set<String> seriesOfKafka(Scrape scrape) {
    Set<String> series = new TreeSet<>(scrape.samples().keySet());
    series.removeIf(name -> !name.startsWith("kafka_"));
    return series;
  }

  /** One after all partitions had something to process. */
  private static Scrape scrapeAtWork() throws Exception {
    AtomicInteger processed = new AtomicInteger();
    int partitions = TopicLayout.standard().partitions();
    try (KafkaStreams streams = new KafkaStreams(topology(processed), settings());
        PublishedMetrics published = new PublishedMetrics()) {
      streams.start();
      await().atMost(PATIENCE).until(() -> streams.state() == KafkaStreams.State.RUNNING);
      publishTo(partitions);
      await().atMost(PATIENCE).until(() -> processed.get() == partitions);
      published.observe(streams);
      return Scrape.parse(published.scrape());
    }
  }

  private static void publishTo(int partitions) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int partition = 0; partition < partitions; partition++) {
        producer
            .send(
                new ProducerRecord<>(Topics.AUDIO.name(), partition, new byte[] {1}, new byte[10]))
            .get();
      }
    }
  }

  private static Topology topology(AtomicInteger processed) {
    Topology topology = new Topology();
    topology.addSource(
        "audio", new ByteArrayDeserializer(), new ByteArrayDeserializer(), Topics.AUDIO.name());
    topology.addProcessor(
        "count",
        () ->
            new ContextualProcessor<byte[], byte[], byte[], byte[]>() {
              @Override
              public void process(Record<byte[], byte[]> record) {
                context().forward(record);
                processed.incrementAndGet();
              }
            },
        "audio");
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
            Stores.inMemoryKeyValueStore("counts"), Serdes.ByteArray(), Serdes.ByteArray()),
        "count");
    topology.addSink(
        "scores",
        Topics.SCORES.name(),
        new ByteArraySerializer(),
        new ByteArraySerializer(),
        "count");
    return topology;
  }

  private static Properties settings() {
    Properties settings = new Properties();
    settings.putAll(client());
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "metrics");
    settings.put(StreamsConfig.CLIENT_ID_CONFIG, "pipeline-1");
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), "pipeline-1");
    settings.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    settings.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    settings.put(StreamsConfig.STATE_DIR_CONFIG, folder.resolve("state").toString());
    return settings;
  }

  private static Map<String, Object> client() {
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
  }
}
