/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.Refusal;
import io.auscult.contracts.SchemaRegistryException;
import io.auscult.pipeline.assembly.WindowReader;
import io.auscult.pipeline.health.PipelineStatus;
import io.auscult.pipeline.metrics.PipelineMetrics;
import io.auscult.pipeline.metrics.PublishedMetrics;
import io.auscult.pipeline.progress.LogEnds;
import io.auscult.pipeline.state.HeldChunk;
import io.auscult.pipeline.state.IndexedKey;
import io.auscult.pipeline.state.SensorCursor;
import io.auscult.pipeline.state.SensorKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance of the pipeline. */
public final class Pipeline implements PipelineStatus, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  private static final int MOST_RESTARTS = 5;
  private static final Duration RESTARTS_WITHIN = Duration.ofMinutes(5);

  private final String applicationId;
  private final KafkaStreams streams;
  private final Models models;
  private final LogEnds logEnds;
  private final ModelNews news;
  private final RestartLimit restarts = new RestartLimit(MOST_RESTARTS, RESTARTS_WITHIN);
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Pipeline(
      PipelineSettings settings,
      Models models,
      ChunkFilter filter,
      LogEnds logEnds,
      PublishedMetrics published) {
    this.applicationId = settings.applicationId();
    this.models = models;
    this.logEnds = logEnds;
    PipelineMetrics metrics = new PipelineMetrics(published.registry());
    metrics.model(models.version());
    metrics.modelPublished(
        () -> {
          Instant at = models.publishedAt();
          return at == null ? Double.NaN : at.toEpochMilli() / 1e3;
        });
    news = new ModelNews(settings, metrics);
    models.onSwap(news);
    streams =
        new KafkaStreams(
            PipelineTopology.build(
                models,
                filter,
                settings.channels(),
                settings.topics(),
                settings.kafka(),
                logEnds::endOffset,
                metrics),
            settings.streamsProperties());
    published.observe(streams);
    streams.setStateListener(
        (now, before) -> {
          metrics.state(now);
          onState(now);
        });
    streams.setUncaughtExceptionHandler(this::onFailure);
  }

  /**
   * Another thread goes on from the last commit, for most failures are of the moment: a broker that
   * was too slow, a transaction that timed out. Where they do not end, the instance does.
   */
  private StreamThreadExceptionResponse onFailure(Throwable e) {
    models.release();
    if (isOfRegistry(e)) {
      LOG.warn("stream thread begins anew, the schema registry is needed reason={}", e.toString());
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    Optional<String> refusal = Refusal.explain(e, applicationId + "-*");
    if (refusal.isPresent()) {
      // Asking again at once is refused again; the supervisor's next start is soon enough.
      LOG.info("the pipeline ends reason={}", refusal.get());
      failure.compareAndSet(null, new BrokerUnavailableException(refusal.get(), e));
      return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
    }
    if (restarts.isAllowed(Instant.now())) {
      LOG.warn("stream thread failed, another takes its place reason={}", e.toString());
      LOG.debug("stream thread failed", e);
      return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
    LOG.error("stream thread failed again and again, the pipeline ends", e);
    failure.compareAndSet(null, e);
    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
  }

  /**
   * A registry that is away is no fault of ours, however long: nothing is lost, for nothing is
   * committed, and each try has waited for it already.
   */
  private static boolean isOfRegistry(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SchemaRegistryException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Starts listening.
   *
   * @param models closed with the pipeline
   * @param metrics where to count what happens; the caller closes them
   * @throws BrokerUnavailableException if {@code bootstrap.servers} cannot be used
   */
  public static Pipeline start(PipelineSettings settings, Models models, PublishedMetrics metrics)
      throws BrokerUnavailableException {
    return start(settings, models, ChunkFilter.ALL, metrics);
  }

  /**
   * As above.
   *
   * @param filter which chunks to listen to
   */
  public static Pipeline start(
      PipelineSettings settings, Models models, ChunkFilter filter, PublishedMetrics metrics)
      throws BrokerUnavailableException {
    LogEnds logEnds = LogEnds.start(settings.adminSettings(), settings.topics().audio());
    try {
      Pipeline pipeline = new Pipeline(settings, models, filter, logEnds, metrics);
      pipeline.streams.start();
      return pipeline;
    } catch (RuntimeException e) {
      logEnds.close();
      throw e;
    }
  }

  @Override
  public State state() {
    return streams.state();
  }

  @Override
  public String modelVersion() {
    return models.version();
  }

  /**
   * Waits until all tasks are assigned and restored.
   *
   * @return false if that took longer than the timeout or failed; see {@link #failure}
   */
  public boolean awaitRunning(Duration timeout) throws InterruptedException {
    return running.await(timeout.toMillis(), TimeUnit.MILLISECONDS) && failure.get() == null;
  }

  /**
   * Whether no chunk that was taken waits for another one or for its score; what is scored may not
   * be committed yet. Only what this instance has is looked at.
   *
   * @return false also while tasks move
   */
  public boolean hasNothingWaiting() {
    Listening listening = models.listening();
    WindowReader windows =
        new WindowReader(listening.frontEnd(), listening.windowFrames(), listening.windowHop());
    try (KeyValueIterator<SensorKey, SensorCursor> cursors =
            this.<SensorKey, SensorCursor>stored(PipelineTopology.CURSORS);
        KeyValueIterator<IndexedKey, HeldChunk> held = stored(PipelineTopology.HELD)) {
      boolean scored = true;
      while (cursors.hasNext()) {
        scored &= windows.ready(cursors.next().value) == 0;
      }
      return scored && !held.hasNext();
    } catch (InvalidStateStoreException e) {
      return false;
    }
  }

  private <K, V> KeyValueIterator<K, V> stored(String store) {
    return streams
        .store(
            StoreQueryParameters.fromNameAndType(store, QueryableStoreTypes.<K, V>keyValueStore()))
        .all();
  }

  /** Waits until the pipeline has ended, by {@link #close} or by failure. */
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** Why the pipeline ended by itself; null if it did not. */
  public @Nullable Throwable failure() {
    return failure.get();
  }

  /**
   * Stops listening; what is committed stays, what is not will be heard again. Safe to call twice.
   */
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
    CloseOptions options =
        CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(membership);
    logEnds.close();
    news.close();
    if (streams.close(options)) {
      models.close();
    } else {
      LOG.warn("pipeline still running after {}: its models stay in memory", CLOSE_TIMEOUT);
    }
    ended.countDown();
  }

  private void onState(State now) {
    LOG.info("pipeline state={}", now);
    if (now == State.RUNNING) {
      running.countDown();
    }
    if (now == State.ERROR || now == State.NOT_RUNNING) {
      running.countDown();
      ended.countDown();
    }
  }
}
