/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/**
 * A topic as Auscult wants it. Keys are UTF-8 strings.
 *
 * @param name the topic's name
 * @param values reads and writes the topic's values, without a schema registry; thread-safe
 * @param partitioning what decides the number of partitions
 * @param settings the topic settings that differ from the broker's or must not depend on it
 */
public record TopicDefinition<V>(
    String name, Serde<V> values, Partitioning partitioning, Map<String, String> settings) {

  public TopicDefinition {
    settings = Map.copyOf(settings);
  }

  /**
   * Reads and writes the topic's values as a Kafka client's settings want it: through the schema
   * registry if they name one. Thread-safe.
   *
   * @throws IllegalArgumentException if they name one and cannot be used
   */
  public Serde<V> values(Map<String, ?> clientSettings) {
    SchemaRegistry registry = SchemaRegistry.of(clientSettings);
    return registry == null ? values : registry.serde(this);
  }

  /** The same in every way, under another name. */
  public TopicDefinition<V> named(String otherName) {
    return new TopicDefinition<>(otherName, values, partitioning, settings);
  }

  /** What decides the number of a topic's partitions. */
  public enum Partitioning {
    /**
     * Keyed by machine id: as many as {@code auscult.audio}, so that a machine meets in one task.
     */
    BY_MACHINE,
    /** Any number. */
    FREE,
    /** One, so that all records stand in one order. */
    SINGLE
  }
}
