/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.release;

import static io.auscult.contracts.release.ReleaseCatalog.CHALLENGER;
import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;
import static io.auscult.contracts.release.ReleaseCatalog.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.contracts.ModelPart;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelReleasesIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;
  private EmbeddedKafka kafka;
  private ModelReleases releases;

  @BeforeEach
  void start() throws Exception {
    kafka = EmbeddedKafka.start(folder);
    try (TopicAdmin topics = TopicAdmin.connect(client(), PATIENCE)) {
      topics.create(TopicLayout.standard());
    }
    releases = new ModelReleases(client(), PATIENCE);
  }

  @AfterEach
  void stop() {
    kafka.close();
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @Test
  void shouldGiveBackABundleOfManyPartsByteForByte() throws Exception {
    // Given: the last part is one byte
    byte[] bundle = bundle(1, 3 * ReleaseParts.MOST_BYTES + 1);

    // When
    ModelRelease release = releases.publish(bundle, "{}", "v1", "anna", null);

    // Then
    assertThat(release.getParts()).isEqualTo(4);
    assertThat(releases.catalog().releases()).containsOnlyKeys(release.getRelease());
    assertThat(releases.fetch(release)).isEqualTo(bundle);
  }

  @Test
  void shouldNotMixThePartsOfPublishersWhoPublishAtOnce() throws Exception {
    // Given: of one version
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<byte[]> bundles = new ArrayList<>();
    List<Future<ModelRelease>> published = new ArrayList<>();
    try {
      // When
      for (int i = 0; i < 4; i++) {
        byte[] bundle = bundle(i, 2 * ReleaseParts.MOST_BYTES + i);
        bundles.add(bundle);
        published.add(pool.submit(() -> releases.publish(bundle, "{}", "v1", "anna", null)));
      }

      // Then
      for (int i = 0; i < 4; i++) {
        assertThat(releases.fetch(published.get(i).get())).isEqualTo(bundles.get(i));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @Test
  void shouldNotShowAReleaseOfWhichAPublisherDiedInTheMiddle() throws Exception {
    // Given
    Map<String, Object> settings = new HashMap<>(client());
    settings.put("transactional.id", "dies");
    KafkaProducer<String, SpecificRecord> dying =
        new KafkaProducer<>(settings, new StringSerializer(), Topics.MODELS.values().serializer());
    dying.initTransactions();
    dying.beginTransaction();
    dying
        .send(
            new ProducerRecord<>(
                Topics.MODELS.name(),
                "half/0",
                new ModelPart("half", 0, 2, ByteBuffer.wrap(new byte[10]))))
        .get();
    dying.close(Duration.ZERO);

    // When: another one is published meanwhile, behind the open transaction
    ModelRelease whole = releases.publish(bundle(1, 100), "{}", "v1", "anna", CHAMPION);

    // Then
    assertThat(releases.catalog().releases()).doesNotContainKey("half");
    settings.put("transactional.id", "dies");
    try (KafkaProducer<String, SpecificRecord> next =
        new KafkaProducer<>(
            settings, new StringSerializer(), Topics.MODELS.values().serializer())) {
      next.initTransactions(); // which aborts it
    }
    assertThat(releases.catalog().releases()).containsOnlyKeys(whole.getRelease());
  }

  @Test
  void shouldRefuseAReleaseThatLacksAPartOrIsNotWhatWasPublished() throws Exception {
    // Given
    ModelRelease release =
        releases.publish(bundle(1, ReleaseParts.MOST_BYTES + 9), "{}", "v1", "anna", null);
    String key = release.getRelease() + "/1";

    // When
    write(key, new ModelPart(release.getRelease(), 1, 2, ByteBuffer.wrap(new byte[9])));

    // Then
    assertThatThrownBy(() -> releases.fetch(release))
        .isInstanceOf(ReleaseUnusableException.class)
        .hasMessageContaining("is damaged: its SHA-256 is not what was published");

    // When
    write(key, null);

    // Then
    assertThatThrownBy(() -> releases.fetch(release))
        .isInstanceOf(ReleaseUnusableException.class)
        .hasMessageEndingWith("has no part 2 of 2");
  }

  @Test
  void shouldRememberTheChampionBeforeThePresentOne() throws Exception {
    // Given
    String first = releases.publish(bundle(1, 10), "{}", "v1", "anna", CHAMPION).getRelease();
    String second = releases.publish(bundle(2, 10), "{}", "v2", "bob", CHALLENGER).getRelease();

    // When
    releases.point(CHAMPION, second, "carl");

    // Then
    ReleaseCatalog catalog = releases.catalog();
    assertThat(catalog.of(CHAMPION).orElseThrow().getRelease()).isEqualTo(second);
    assertThat(catalog.of(PREVIOUS).orElseThrow().getRelease()).isEqualTo(first);
    assertThat(catalog.of(CHALLENGER)).isEmpty();

    // When: a rollback
    releases.point(CHAMPION, first, "carl");

    // Then
    assertThat(releases.catalog().of(CHAMPION).orElseThrow().getRelease()).isEqualTo(first);
    assertThat(releases.catalog().of(PREVIOUS).orElseThrow().getRelease()).isEqualTo(second);
  }

  @Test
  void shouldDeleteAReleaseThatNothingPointsAt() throws Exception {
    // Given
    ModelRelease kept = releases.publish(bundle(1, 10), "{}", "v1", "anna", CHAMPION);
    ModelRelease gone = releases.publish(bundle(2, 10), "{}", "v2", "anna", null);

    // When
    releases.delete(gone.getRelease());

    // Then
    assertThat(releases.catalog().releases()).containsOnlyKeys(kept.getRelease());
    assertThatThrownBy(() -> releases.fetch(gone)).isInstanceOf(ReleaseUnusableException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> releases.delete(kept.getRelease()))
        .withMessageContaining("is the champion");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> releases.point(CHAMPION, gone.getRelease(), "anna"))
        .withMessage("there is no release " + gone.getRelease());
  }

  private void write(String key, SpecificRecord record) throws Exception {
    try (KafkaProducer<String, SpecificRecord> producer =
        new KafkaProducer<>(
            client(), new StringSerializer(), Topics.MODELS.values().serializer())) {
      producer.send(new ProducerRecord<>(Topics.MODELS.name(), key, record)).get();
    }
  }

  private static byte[] bundle(int seed, int length) {
    byte[] bundle = new byte[length];
    new Random(seed).nextBytes(bundle);
    return bundle;
  }
}
