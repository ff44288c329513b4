/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.Torch;
import io.auscult.detector.UnusableBundleException;
import io.auscult.pipeline.decision.AlarmRule;
import io.auscult.pipeline.decision.AlarmStateMachine;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The model that scores. Every stream thread has a detector of its own, since a detector is not
 * thread-safe; another model takes its place between two batches.
 */
public final class Models implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Models.class);

  /** A model that is or was to be served, with detectors that wait for their thread. */
  private record Release(ModelBundle bundle, AlarmStateMachine alarms, Queue<Detector> waiting) {}

  /** What a thread has taken. */
  private record Taken(Release release, ServedModel model) {}

  private final int threads;
  private final @Nullable AlarmRule rule;
  private final Set<Detector> loaded = ConcurrentHashMap.newKeySet();

  // Of this pipeline, not of the process: a demo and tests run several.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Taken> ofThread = new ThreadLocal<>();

  private volatile Release current;
  private volatile @Nullable ModelListener listener;

  /**
   * Loads the first model.
   *
   * @param threads how many stream threads there are
   * @param rule when anomalies open and close; null: as each model says, for which alone its
   *     thresholds keep their promise
   * @throws UnusableBundleException if it cannot score; one line that names the bundle
   * @throws IllegalArgumentException if it cannot follow a stream
   */
  public Models(ModelBundle bundle, int threads, @Nullable AlarmRule rule)
      throws UnusableBundleException {
    this.threads = threads;
    this.rule = rule;
    this.current = load(bundle);
  }

  private Release load(ModelBundle bundle) throws UnusableBundleException {
    Listening.of(bundle.manifest());
    AlarmRule own = rule == null ? AlarmRule.of(bundle.manifest().alarm()) : rule;
    Queue<Detector> waiting = new ConcurrentLinkedQueue<>();
    Release release = new Release(bundle, new AlarmStateMachine(own), waiting);
    try {
      for (int i = 0; i < threads; i++) {
        Detector detector = Detector.load(bundle);
        loaded.add(detector);
        waiting.add(detector);
      }
      return release;
    } catch (UnusableBundleException | RuntimeException e) {
      unload(release);
      throw e;
    }
  }

  /**
   * Loads another model and lets each thread change to it before its next batch. Until then, and if
   * the other one is refused, the present one goes on.
   *
   * @throws UnusableBundleException if it cannot score; one line that names the bundle
   * @throws IllegalArgumentException if it cannot follow the same streams; one line that says why
   */
  public synchronized void swap(ModelBundle bundle) throws UnusableBundleException {
    Listening now = Listening.of(current.bundle().manifest());
    Listening then = Listening.of(bundle.manifest());
    if (!then.frontEnd().equals(now.frontEnd())) {
      throw new IllegalArgumentException(
          "model %s hears with another front-end (%s) than the running one (%s): restart the pipeline with it"
              .formatted(bundle.manifest().modelVersion(), then.frontEnd(), now.frontEnd()));
    }
    Release before = current;
    current = load(bundle);
    LOG.info(
        "model swapped from={} to={}",
        before.bundle().manifest().modelVersion(),
        bundle.manifest().modelVersion());
    unload(before);
    ModelListener told = listener;
    if (told != null) {
      told.swapped(version());
    }
  }

  /** A model that was offered cannot be used. */
  void refused(String reason) {
    ModelListener told = listener;
    if (told != null) {
      told.refused(reason);
    }
  }

  /** Who hears of swaps and refusals. */
  void onSwap(ModelListener who) {
    listener = who;
  }

  /** Closes what no thread has taken. */
  private void unload(Release release) {
    for (Detector d = release.waiting().poll(); d != null; d = release.waiting().poll()) {
      loaded.remove(d);
      d.close();
    }
  }

  /** The version that scores from the next batch on. */
  public String version() {
    return current.bundle().manifest().modelVersion();
  }

  /** What the model wants to hear; of the front-end, all models want the same. */
  Listening listening() {
    return Listening.of(current.bundle().manifest());
  }

  /** The calling thread's model, the latest one. Call it between two batches only. */
  ServedModel renewed() {
    Release latest = current;
    Taken taken = ofThread.get();
    if (taken != null && taken.release().equals(latest)) {
      return taken.model();
    }
    release();
    Torch.useThreads(1);
    ServedModel model = ServedModel.of(detector(latest), latest.alarms());
    ofThread.set(new Taken(latest, model));
    return model;
  }

  private Detector detector(Release release) {
    Detector waiting = release.waiting().poll();
    if (waiting != null) {
      return waiting;
    }
    // A thread that took the place of a failed one.
    try {
      Detector detector = Detector.load(release.bundle());
      loaded.add(detector);
      return detector;
    } catch (UnusableBundleException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The calling thread's model, as of its latest batch. */
  ServedModel serving() {
    Taken taken = ofThread.get();
    return taken == null ? renewed() : taken.model();
  }

  /** The calling thread scores no more. */
  void release() {
    Taken taken = ofThread.get();
    if (taken != null) {
      ofThread.remove();
      loaded.remove(taken.model().detector());
      taken.model().detector().close();
    }
  }

  /** Call when no thread scores any more. */
  @Override
  public void close() {
    loaded.forEach(Detector::close);
    loaded.clear();
  }
}
