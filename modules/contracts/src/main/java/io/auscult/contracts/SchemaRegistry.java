/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.specific.SpecificData;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The schema registry that a Kafka client's settings name ({@code schema.registry.url}), and what
 * has been learned from it. What is known once is never asked for again: a registry that goes away
 * is missed only by who meets a new schema. Thread-safe.
 */
public final class SchemaRegistry {

  private static final Logger LOG = LoggerFactory.getLogger(SchemaRegistry.class);

  /** How long a registry that is away is waited for. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What one part of a process has learned the others know. */
  private static final Map<Map<String, Object>, SchemaRegistry> IN_USE = new ConcurrentHashMap<>();

  private final RegistryClient client;
  private final Duration patience;
  private final Map<String, Integer> ids = new ConcurrentHashMap<>();
  private final Map<Integer, WrittenSchema> schemas = new ConcurrentHashMap<>();

  /** A schema that records were written with, and its CRC-64-AVRO fingerprint. */
  record WrittenSchema(Schema schema, long fingerprint) {}

  SchemaRegistry(RegistrySettings settings, Duration patience) {
    this.client = new RegistryClient(settings);
    this.patience = patience;
  }

  /** The Kafka client settings that concern a registry; all begin with {@code schema.registry.}. */
  public static ConfigDef settings() {
    return RegistrySettings.DEFINITION;
  }

  /**
   * The registry that the settings name; null if they name none. Asks it nothing yet.
   *
   * @param clientSettings settings of any Kafka client
   * @throws IllegalArgumentException that names the setting that cannot be used
   */
  public static @Nullable SchemaRegistry of(Map<String, ?> clientSettings) {
    Map<String, Object> given = RegistrySettings.among(clientSettings);
    return given.isEmpty()
        ? null
        : IN_USE.computeIfAbsent(
            given, some -> new SchemaRegistry(RegistrySettings.of(some), PATIENCE));
  }

  /**
   * Makes sure that the registry has the schemas of topics, so that it is not asked when their
   * records are written.
   *
   * @throws SchemaRegistryException if it does not answer, or refuses
   */
  public void register(Collection<? extends TopicDefinition<?>> topics) {
    for (TopicDefinition<?> topic : topics) {
      if (topic.values() instanceof AvroSerde<?> values && values.schema() != null) {
        int unused = id(topic.name(), values.schema(), false);
      }
    }
  }

  /** Reads and writes a topic's values. */
  @SuppressWarnings("unchecked") // What the topic's own serde takes.
  <V> Serde<V> serde(TopicDefinition<V> topic) {
    return topic.values() instanceof AvroSerde<?> values
        ? (Serde<V>) new RegistrySerde<>(topic.name(), values, this)
        : topic.values();
  }

  /**
   * The id of the present schema of a topic's values.
   *
   * @throws SchemaRegistryException if it is not known yet and cannot be had
   */
  int id(String topic, Schema schema) {
    // Also where it refuses: who writes has a record in hand that must not be given up for that.
    return id(topic, schema, true);
  }

  private int id(String topic, Schema schema, boolean evenIfRefused) {
    Integer known = ids.get(topic);
    return known != null ? known : learn(topic, schema, evenIfRefused);
  }

  private synchronized int learn(String topic, Schema schema, boolean evenIfRefused) {
    Integer known = ids.get(topic);
    if (known != null) {
      return known;
    }
    int id = patiently(evenIfRefused, () -> client.id(topic + "-value", published(schema)));
    schemas.put(id, written(schema));
    ids.put(topic, id);
    return id;
  }

  /**
   * The schema of an id.
   *
   * @return null if the registry has no such id, or it is not Avro
   * @throws SchemaRegistryException if it is not known yet and cannot be had
   */
  @Nullable WrittenSchema schema(int id) {
    WrittenSchema known = schemas.get(id);
    return known != null ? known : learn(id);
  }

  private synchronized @Nullable WrittenSchema learn(int id) {
    WrittenSchema known = schemas.get(id);
    if (known != null) {
      return known;
    }
    String text = patiently(true, () -> client.schema(id));
    if (text == null) {
      return null;
    }
    try {
      WrittenSchema learned = written(new Schema.Parser().parse(text));
      schemas.put(id, learned);
      return learned;
    } catch (RuntimeException e) {
      LOG.warn("no Avro schema in the registry id={} reason={}", id, e.getMessage());
      return null;
    }
  }

  private static WrittenSchema written(Schema schema) {
    return new WrittenSchema(schema, SchemaNormalization.parsingFingerprint64(schema));
  }

  /** Without what concerns only the classes that were generated from it. */
  private static String published(Schema schema) {
    try {
      JsonNode json = JSON.readTree(schema.toString());
      json.findParents(SpecificData.STRING_PROP)
          .forEach(type -> ((ObjectNode) type).remove(SpecificData.STRING_PROP));
      return new Schema.Parser().parse(json.toString()).toString();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // Avro writes JSON
    }
  }

  private <T> T patiently(boolean evenIfRefused, Supplier<T> question) {
    long deadline = System.nanoTime() + patience.toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return question.get();
      } catch (SchemaRegistryException e) {
        if ((!evenIfRefused && !e.isPassing()) || System.nanoTime() - deadline > 0) {
          throw e;
        }
        if (pause.equals(FIRST_PAUSE)) {
          LOG.warn("schema registry is asked again reason={}", e.getMessage());
        }
      }
      try {
        Thread.sleep(pause.toMillis());
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
      pause = pause.multipliedBy(2);
      pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
  }
}
