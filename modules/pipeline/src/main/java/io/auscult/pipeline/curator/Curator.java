/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.Refusal;
import io.auscult.contracts.Topics;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.pipeline.Models;
import io.auscult.pipeline.PipelineSettings;
import io.auscult.pipeline.RestartLimit;
import io.auscult.pipeline.metrics.CuratorMetrics;
import io.auscult.pipeline.metrics.PublishedMetrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running instance of the curator, a Kafka Streams application of its own in the pipeline's
 * process. Whatever happens to it, the pipeline goes on.
 */
public final class Curator implements AutoCloseable {

  private static final String ROLE = "curator";

  private static final Logger LOG = LoggerFactory.getLogger(Curator.class);
  private static final Duration COMMIT_EVERY = Duration.ofSeconds(10);

  /** Above the time between two commits, as Kafka Streams demands. */
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(20);

  private static final long CACHE_BYTES = 64L * 1024 * 1024;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
  private static final int MOST_RESTARTS = 5;
  private static final Duration RESTARTS_WITHIN = Duration.ofMinutes(5);
  private static final Duration REST = Duration.ofMinutes(1);

  private final String applicationId;
  private final KafkaStreams streams;
  private final AudioSource audio;
  private final CuratorMetrics metrics;
  private final RestartLimit restarts = new RestartLimit(MOST_RESTARTS, RESTARTS_WITHIN);
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);

  private Curator(
      PipelineSettings settings,
      Supplier<ModelManifest> model,
      CurationRules rules,
      DriftRules driftRules,
      PublishedMetrics published) {
    PipelineSettings own = settings.beside(ROLE);
    applicationId = own.applicationId();
    metrics = new CuratorMetrics(published.registry());
    audio =
        new AudioTopic(
            own.consumerSettings(),
            settings.topics().audio(),
            Topics.AUDIO.values(settings.kafka()).deserializer());
    streams =
        new KafkaStreams(
            CuratorTopology.build(
                model,
                audio,
                settings.channels(),
                settings.topics(),
                settings.kafka(),
                rules,
                driftRules,
                metrics),
            properties(own));
    streams.setStateListener((now, before) -> onState(now));
    streams.setUncaughtExceptionHandler(this::onFailure);
  }

  /**
   * Starts beside a pipeline.
   *
   * @param settings the pipeline's
   * @param models what the pipeline serves; not closed with the curator
   * @param metrics where to count what happens; the caller closes them
   */
  public static Curator start(PipelineSettings settings, Models models, PublishedMetrics metrics) {
    return start(
        settings, models::manifest, CurationRules.standard(), DriftRules.standard(), metrics);
  }

  /**
   * As above, with other rules.
   *
   * @param model the manifest of the model that scores at present
   */
  public static Curator start(
      PipelineSettings settings,
      Supplier<ModelManifest> model,
      CurationRules rules,
      DriftRules driftRules,
      PublishedMetrics metrics) {
    Curator curator = new Curator(settings, model, rules, driftRules, metrics);
    curator.streams.start();
    return curator;
  }

  /** The settings as Kafka Streams takes them. */
  static Properties properties(PipelineSettings own) {
    Properties properties = own.streamsProperties();
    // What users set for the pipeline's timing does not suit here.
    properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, COMMIT_EVERY.toMillis());
    properties.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        Math.toIntExact(TRANSACTION_TIMEOUT.toMillis()));
    properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    properties.put(StreamsConfig.POLL_MS_CONFIG, 100L);
    return properties;
  }

  /**
   * Another thread goes on from the last commit. Where failures do not end, it takes a rest, but
   * does not give up: nobody restarts a process whose pipeline is well.
   */
  private StreamThreadExceptionResponse onFailure(Throwable e) {
    metrics.threadFailed();
    boolean soon = restarts.isAllowed(Instant.now());
    LOG.warn(
        "curator failed, it begins again in={} reason={}",
        soon ? Duration.ZERO : REST,
        Refusal.explain(e, applicationId + "-*").orElse(e.toString()));
    LOG.debug("curator failed", e);
    if (!soon) {
      try {
        boolean unused = closed.await(REST.toMillis(), TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    return StreamThreadExceptionResponse.REPLACE_THREAD;
  }

  private void onState(State now) {
    LOG.info("curator state={}", now);
    if (now == State.RUNNING) {
      running.countDown();
    }
  }

  /**
   * Waits until all tasks are assigned and restored.
   *
   * @return false if that took longer than the timeout
   */
  boolean awaitRunning(Duration timeout) throws InterruptedException {
    return running.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Stops; what is wanted still is found again at the next start. Safe to call twice. */
  @Override
  public void close() {
    close(CloseOptions.GroupMembershipOperation.REMAIN_IN_GROUP);
  }

  /**
   * As {@link #close}, but the other instances take over at once: this one is not expected back.
   */
  public void leave() {
    close(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
  }

  private void close(CloseOptions.GroupMembershipOperation membership) {
    closed.countDown();
    if (!streams.close(
        CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(membership))) {
      LOG.warn("curator still running after {}", CLOSE_TIMEOUT);
    }
    audio.close();
  }
}
