/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import io.auscult.contracts.Topics;
import io.auscult.operations.MetricsRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

/**
 * The metrics that a pipeline's process publishes: its own, those of the Java virtual machine, and
 * the few of Kafka Streams that an operator needs. {@code docs/metrics.md} describes each of them;
 * there are no others.
 */
public final class PublishedMetrics implements AutoCloseable {

  private final MetricsRegistry registry;
  private @Nullable KafkaStreamsMetrics kafka;

  /** Of a pipeline that hears the sound of everybody. */
  public PublishedMetrics() {
    this(Topics.AUDIO.name());
  }

  /**
   * Of a pipeline that hears another topic.
   *
   * @param audioTopic with the sound
   */
  public PublishedMetrics(String audioTopic) {
    registry = new MetricsRegistry(new StreamsAllowList(audioTopic));
  }

  /** Where {@link PipelineMetrics} belong. */
  public MeterRegistry registry() {
    return registry.meters();
  }

  /**
   * Adds those of Kafka Streams; to be called once. What Kafka Streams knows only later, for
   * example the lag of a partition that moves here, is added within a minute.
   *
   * @param streams with a fixed {@code client.id}, which becomes a label
   */
  public synchronized void observe(KafkaStreams streams) {
    kafka = new KafkaStreamsMetrics(streams);
    kafka.bindTo(registry.meters());
  }

  /** All of them as they are now, in Prometheus' text format 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  /** Lets go of the threads and listeners that gather them. */
  @Override
  public synchronized void close() {
    if (kafka != null) {
      kafka.close();
    }
    registry.close();
  }
}
