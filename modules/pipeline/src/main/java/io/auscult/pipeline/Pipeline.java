/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.decision.AlarmStateMachine;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One running instance of the pipeline. */
public final class Pipeline implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(15);

  private final KafkaStreams streams;
  private final ThreadDetectors detectors;
  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Pipeline(PipelineSettings settings, ModelBundle bundle) {
    Listening listening = Listening.of(bundle.manifest());
    detectors = new ThreadDetectors(bundle);
    streams =
        new KafkaStreams(
            PipelineTopology.build(
                listening, new AlarmStateMachine(settings.alarmRule()), detectors),
            settings.streamsProperties());
    streams.setStateListener((now, before) -> onState(now));
    streams.setUncaughtExceptionHandler(
        e -> {
          LOG.error("stream thread failed", e);
          failure.compareAndSet(null, e);
          return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
  }

  /**
   * Starts listening.
   *
   * @param bundle the model; its windows must be streamable, not centred
   * @throws IllegalArgumentException if the model cannot stream
   */
  public static Pipeline start(PipelineSettings settings, ModelBundle bundle) {
    Pipeline pipeline = new Pipeline(settings, bundle);
    pipeline.streams.start();
    return pipeline;
  }

  /**
   * Waits until all tasks are assigned and restored.
   *
   * @return false if that took longer than the timeout or failed; see {@link #failure}
   */
  public boolean awaitRunning(Duration timeout) throws InterruptedException {
    return running.await(timeout.toMillis(), TimeUnit.MILLISECONDS) && failure.get() == null;
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
    if (streams.close(CLOSE_TIMEOUT)) {
      detectors.close();
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
