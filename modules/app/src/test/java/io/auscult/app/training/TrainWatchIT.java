/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.training;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two watches on a real broker; what they do is published for real. */
class TrainWatchIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(200);

  @TempDir private Path folder;
  private final List<String> done = new CopyOnWriteArrayList<>();

  @Test
  void shouldDoWhatIsDueOnceHoweverManyWatch() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      // Given
      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (TopicAdmin topics = TopicAdmin.connect(client, PATIENCE)) {
        topics.create(TopicLayout.standard());
      }
      ModelReleases releases = new ModelReleases(client, PATIENCE);
      releases.publish(new byte[] {1}, "{}", "first", "anna", ReleaseCatalog.CHAMPION);
      Thread one = watch(client, releases);
      Thread other = watch(client, releases);
      try {
        // When
        drift(client, "recalibrate: PSI 0.4");

        // Then
        await().atMost(PATIENCE).until(() -> !done.isEmpty());
        assertThat(done).containsExactly("recalibrated");

        // When
        drift(client, "retrain: PSI 3");

        // Then
        await().atMost(PATIENCE).until(() -> done.size() > 1);
        assertThat(releases.catalog().of(ReleaseCatalog.CHALLENGER)).isPresent();
        assertThat(new TrainWatch(client, Duration.ofDays(7), LOOK, LOOK, worker(releases)).due())
            .isEmpty();
        assertThat(done).containsExactly("recalibrated", "trained");
      } finally {
        one.interrupt();
        other.interrupt();
        one.join(PATIENCE.toMillis());
        other.join(PATIENCE.toMillis());
      }
      assertThat(done).containsExactly("recalibrated", "trained");
    }
  }

  private Thread watch(Map<String, Object> client, ModelReleases releases) {
    TrainWatch watch = new TrainWatch(client, Duration.ofDays(7), LOOK, PATIENCE, worker(releases));
    Thread thread =
        new Thread(
            () -> {
              try {
                watch.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
    return thread;
  }

  private TrainWatch.Worker worker(ModelReleases releases) {
    return new TrainWatch.Worker() {
      @Override
      public void train() throws Exception {
        publish("trained");
      }

      @Override
      public void recalibrate() throws Exception {
        publish("recalibrated");
      }

      private void publish(String what) throws Exception {
        releases.publish(what.getBytes(UTF_8), "{}", what, "anna", ReleaseCatalog.CHALLENGER);
        done.add(what);
      }
    };
  }

  private static void drift(Map<String, Object> client, String detail) throws Exception {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    SensorHealth event =
        SensorHealth.newBuilder()
            .setMachineId("fan-0")
            .setSubject("fan-0")
            .setOrigin(HealthOrigin.PIPELINE)
            .setKind(HealthKind.DRIFT)
            .setState(HealthState.BEGIN)
            .setSince(now)
            .setAt(now)
            .setDetail(detail)
            .build();
    try (KafkaProducer<String, SensorHealth> producer =
        new KafkaProducer<>(client, new StringSerializer(), Topics.HEALTH.values().serializer())) {
      producer.send(new ProducerRecord<>(Topics.HEALTH.name(), "fan-0", event)).get();
    }
  }
}
