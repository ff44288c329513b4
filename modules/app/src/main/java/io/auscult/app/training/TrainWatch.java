/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.training;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.Topics;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ManifestException;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks again and again whether something has to be done about the model, and does it. Of several
 * watches one works at a time; the others find, when it is their turn, that it has been done.
 */
public final class TrainWatch {

  private static final Logger LOG = LoggerFactory.getLogger(TrainWatch.class);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final Duration LEASE_WITHIN = Duration.ofMinutes(1);

  /** As long as health events are kept. */
  private static final Duration DRIFTS_SINCE = Duration.ofDays(7);

  /** What does the work. */
  public interface Worker {
    /**
     * Learns anew and publishes a challenger.
     *
     * @throws Exception if nothing was published; the message is one line
     */
    void train() throws Exception;

    /**
     * Finds the champion's thresholds anew and publishes it as challenger.
     *
     * @throws Exception if nothing was published; the message is one line
     */
    void recalibrate() throws Exception;
  }

  private final Map<String, Object> clientSettings;
  private final Duration every;
  private final Duration look;
  private final Duration rest;
  private final Worker worker;
  private Instant notBefore = Instant.MIN;

  /**
   * A watch.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param every so much time after a release the next training is due anyway
   * @param look so often to look
   * @param rest so long to do nothing after a work that failed: it would fail again
   */
  public TrainWatch(
      Map<String, Object> clientSettings,
      Duration every,
      Duration look,
      Duration rest,
      Worker worker) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.every = every;
    this.look = look;
    this.rest = rest;
    this.worker = worker;
  }

  /** Watches until the thread is interrupted. */
  public void run() throws InterruptedException {
    while (true) {
      try {
        if (!Instant.now().isBefore(notBefore)) {
          look();
        }
      } catch (BrokerUnavailableException e) {
        LOG.warn("cannot look what is due, trying again reason={}", e.getMessage());
      }
      Thread.sleep(look.toMillis());
    }
  }

  private void look() throws BrokerUnavailableException, InterruptedException {
    Optional<Due> due = due();
    if (due.isEmpty()) {
      return;
    }
    System.err.printf("%s: %s%n", due.get().work().words(), due.get().why());
    try {
      boolean done =
          OneTrainer.run(
              clientSettings,
              LEASE_WITHIN,
              () -> {
                // Another one may have done it meanwhile.
                Optional<Due> still = due();
                if (still.isPresent()) {
                  work(still.get().work());
                }
              });
      if (!done) {
        System.err.println("another trainer is at work");
      }
    } catch (InterruptedException | BrokerUnavailableException e) {
      throw e;
    } catch (Exception e) {
      System.err.printf("nothing was published: %s%n", e.getMessage());
      LOG.debug("work failed", e);
      notBefore = Instant.now().plus(rest);
    }
  }

  private void work(Due.Work work) throws Exception {
    switch (work) {
      case TRAIN -> worker.train();
      case RECALIBRATE -> worker.recalibrate();
    }
  }

  /** What is due now, if anything. */
  Optional<Due> due() throws BrokerUnavailableException, InterruptedException {
    ReleaseCatalog catalog = new ModelReleases(clientSettings, ANSWER_WITHIN).catalog();
    return Due.of(
        catalog,
        catalog.of(ReleaseCatalog.CHAMPION).map(TrainWatch::machines).orElse(Set.of()),
        drifts().values(),
        new MachineRegistry(clientSettings, ANSWER_WITHIN).all().values(),
        every,
        Instant.now());
  }

  private static Set<String> machines(ModelRelease release) {
    try {
      return ManifestJson.read(release.getManifest()).machines().stream()
          .map(MachineSpec::id)
          .collect(Collectors.toSet());
    } catch (ManifestException e) {
      LOG.warn(
          "champion's manifest ignored release={} reason={}", release.getRelease(), e.getMessage());
      return Set.of();
    }
  }

  private Map<String, SensorHealth> drifts()
      throws BrokerUnavailableException, InterruptedException {
    Map<String, SensorHealth> latest = new HashMap<>();
    try (TopicContents contents =
        TopicContents.open(clientSettings, Topics.HEALTH, ANSWER_WITHIN)) {
      contents.forEach(
          Instant.now().minus(DRIFTS_SINCE),
          record -> {
            SensorHealth event = read(record);
            if (event != null && event.getKind() == HealthKind.DRIFT) {
              latest.put(new String(record.key(), UTF_8), event);
            }
          });
    }
    return latest;
  }

  private @Nullable SensorHealth read(ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.key() == null
          ? null
          : Topics.HEALTH
              .values(clientSettings)
              .deserializer()
              .deserialize(record.topic(), record.value());
    } catch (SerializationException e) {
      LOG.debug("health event ignored offset={}", record.offset(), e);
      return null;
    }
  }
}
