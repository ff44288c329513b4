/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.release;

import static io.auscult.contracts.release.ReleaseCatalog.CHALLENGER;
import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;
import static io.auscult.contracts.release.ReleaseCatalog.PREVIOUS;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.ModelAlias;
import io.auscult.contracts.ModelPart;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.Refusal;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes model bundles and finds them again, on {@code auscult.models}. A release is written in
 * one transaction, so nobody ever sees a part of it; its id is made of its content, so that two who
 * publish at once cannot mix theirs, and compaction keeps exactly one copy of each part.
 */
public final class ModelReleases {

  private static final Logger LOG = LoggerFactory.getLogger(ModelReleases.class);
  private static final int SHOWN_OF_SHA = 8;

  /** What the ids of its transactions begin with. */
  private static final String TRANSACTIONS = "auscult-models-";

  private final Map<String, ?> clientSettings;
  private final Duration atMost;

  /**
   * Connects only when it is used.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long to wait for a broker
   */
  public ModelReleases(Map<String, ?> clientSettings, Duration atMost) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.atMost = atMost;
  }

  /** All releases and aliases. What cannot be read is logged and left out. */
  public ReleaseCatalog catalog() throws BrokerUnavailableException, InterruptedException {
    Map<String, SpecificRecord> records = new HashMap<>();
    read(
        (key, record) -> {
          if (record == null) {
            records.remove(key);
          } else if (!(record instanceof ModelPart)) {
            records.put(key, record);
          }
        });
    Map<String, ModelRelease> releases = new HashMap<>();
    Map<String, ModelAlias> aliases = new HashMap<>();
    for (SpecificRecord record : records.values()) {
      if (record instanceof ModelRelease release) {
        releases.put(release.getRelease(), release);
      } else if (record instanceof ModelAlias alias) {
        aliases.put(alias.getAlias(), alias);
      }
    }
    return new ReleaseCatalog(new TreeMap<>(releases), new TreeMap<>(aliases));
  }

  /**
   * The bundle of a release.
   *
   * @throws ReleaseUnusableException if it is not whole, or not what was published
   */
  public byte[] fetch(ModelRelease release)
      throws BrokerUnavailableException, ReleaseUnusableException, InterruptedException {
    Map<String, ModelPart> parts = new HashMap<>();
    String prefix = release.getRelease() + "/";
    read(
        (key, record) -> {
          if (key.startsWith(prefix) && record instanceof ModelPart part) {
            parts.put(key, part);
          } else {
            parts.remove(key);
          }
        });
    return ReleaseParts.join(release, parts);
  }

  /**
   * Publishes a bundle.
   *
   * @param manifest the bundle's {@code manifest.json}
   * @param modelVersion what the release is called, before a part of its SHA-256
   * @param by who publishes it
   * @param alias that is to point at it; null: none
   * @return the release; the same for the same bundle
   */
  public ModelRelease publish(
      byte[] bundle, String manifest, String modelVersion, String by, @Nullable String alias)
      throws BrokerUnavailableException, InterruptedException {
    String sha256 = ReleaseParts.sha256(bundle);
    String id = "%s-%s".formatted(modelVersion, sha256.substring(0, SHOWN_OF_SHA));
    List<ModelPart> parts = ReleaseParts.split(id, bundle);
    ModelRelease release =
        new ModelRelease(id, manifest, parts.size(), (long) bundle.length, sha256, now(), by);
    Map<String, @Nullable SpecificRecord> records = new LinkedHashMap<>();
    parts.forEach(part -> records.put(ReleaseParts.key(id, part.getPart()), part));
    records.put(manifestKey(id), release);
    if (alias != null) {
      records.putAll(pointed(catalog(), alias, id, by));
    }
    write(records, "release " + id);
    return release;
  }

  /**
   * Lets an alias point at a release. The champion before it becomes the previous one.
   *
   * @throws IllegalArgumentException if there is no such release
   */
  public void point(String alias, String release, String by)
      throws BrokerUnavailableException, InterruptedException {
    ReleaseCatalog catalog = catalog();
    if (!catalog.releases().containsKey(release)) {
      throw new IllegalArgumentException("there is no release " + release);
    }
    write(pointed(catalog, alias, release, by), "alias " + alias);
  }

  private static Map<String, @Nullable SpecificRecord> pointed(
      ReleaseCatalog catalog, String alias, String release, String by) {
    Map<String, @Nullable SpecificRecord> records = new HashMap<>();
    records.put(aliasKey(alias), new ModelAlias(alias, release, now(), by));
    if (alias.equals(CHAMPION)) {
      Optional<ModelRelease> before = catalog.of(CHAMPION);
      if (before.isPresent() && !before.get().getRelease().equals(release)) {
        records.put(
            aliasKey(PREVIOUS), new ModelAlias(PREVIOUS, before.get().getRelease(), now(), by));
      }
      if (catalog
          .of(CHALLENGER)
          .map(ModelRelease::getRelease)
          .filter(release::equals)
          .isPresent()) {
        records.put(aliasKey(CHALLENGER), null);
      }
    }
    return records;
  }

  /**
   * Removes a release.
   *
   * @throws IllegalArgumentException if there is no such release, or an alias points at it
   */
  public void delete(String id) throws BrokerUnavailableException, InterruptedException {
    ReleaseCatalog catalog = catalog();
    ModelRelease release = catalog.releases().get(id);
    if (release == null) {
      throw new IllegalArgumentException("there is no release " + id);
    }
    for (ModelAlias alias : catalog.aliases().values()) {
      if (alias.getRelease().equals(id)) {
        throw new IllegalArgumentException(
            "release %s is the %s: let that point elsewhere first".formatted(id, alias.getAlias()));
      }
    }
    Map<String, @Nullable SpecificRecord> records = new LinkedHashMap<>();
    records.put(manifestKey(id), null);
    for (int part = 0; part < release.getParts(); part++) {
      records.put(ReleaseParts.key(id, part), null);
    }
    write(records, "the end of release " + id);
  }

  private static String manifestKey(String release) {
    return release + "/manifest";
  }

  private static String aliasKey(String alias) {
    return "alias/" + alias;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }

  private interface Reader {
    void read(String key, @Nullable SpecificRecord record);
  }

  private void read(Reader reader) throws BrokerUnavailableException, InterruptedException {
    try (TopicContents contents = TopicContents.open(clientSettings, Topics.MODELS, atMost)) {
      contents.forEach(
          Instant.MIN,
          record -> {
            if (record.key() != null) {
              read(record, reader);
            }
          });
    }
  }

  private static void read(ConsumerRecord<byte[], byte[]> record, Reader reader) {
    try {
      reader.read(
          new String(record.key(), UTF_8),
          record.value() == null
              ? null
              : Topics.MODELS.values().deserializer().deserialize(record.topic(), record.value()));
    } catch (SerializationException e) {
      LOG.warn(
          "a record of the models cannot be read offset={} error={}",
          record.offset(),
          e.getMessage());
    }
  }

  /** All of them or none. */
  private void write(Map<String, @Nullable SpecificRecord> records, String what)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = TopicAdmin.connect(clientSettings, atMost)) {
      admin.require(Topics.MODELS);
    }
    int millis = Math.toIntExact(atMost.toMillis());
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONS + UUID.randomUUID());
    settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
    try (KafkaProducer<String, SpecificRecord> producer =
        new KafkaProducer<>(
            settings, new StringSerializer(), Topics.MODELS.values().serializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      // What is wrong with one of them, the commit says.
      records.forEach(
          (key, record) -> {
            var unused = producer.send(new ProducerRecord<>(Topics.MODELS.name(), key, record));
          });
      producer.commitTransaction();
    } catch (KafkaException e) {
      throw new BrokerUnavailableException(
          "Kafka at %s did not take %s: %s"
              .formatted(
                  clientSettings.get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG),
                  what,
                  Refusal.explain(e, "WRITE", TRANSACTIONS + "*")
                      .orElse(String.valueOf(e.getMessage()))),
          e);
    }
  }
}
