/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.manifest.ModelManifest;
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
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The place of one model, which may be empty. Every stream thread has a detector of its own, since
 * a detector is not thread-safe, and closes it itself when another model has taken the place.
 */
final class ModelSlot implements AutoCloseable {

  /** A model in memory, with detectors that wait for their thread. */
  record Loaded(ModelBundle bundle, AlarmStateMachine alarms, Queue<Detector> waiting) {}

  /** What a thread has taken. */
  private record Taken(Loaded loaded, ServedModel model) {}

  private final int threads;
  private final @Nullable AlarmRule rule;
  private final Set<Detector> detectors = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Loaded> current = new AtomicReference<>();

  // Of this pipeline, not of the process: a demo and tests run several.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Taken> ofThread = new ThreadLocal<>();

  /**
   * An empty place.
   *
   * @param threads how many stream threads there are
   * @param rule when anomalies open and close; null: as each model says
   */
  ModelSlot(int threads, @Nullable AlarmRule rule) {
    this.threads = threads;
    this.rule = rule;
  }

  /**
   * Loads a model and warms it up; it is not served yet.
   *
   * @throws UnusableBundleException if it cannot score; one line that names the bundle
   */
  Loaded load(ModelBundle bundle) throws UnusableBundleException {
    AlarmRule own = rule == null ? AlarmRule.of(bundle.manifest().alarm()) : rule;
    Queue<Detector> waiting = new ConcurrentLinkedQueue<>();
    Loaded loaded = new Loaded(bundle, new AlarmStateMachine(own), waiting);
    try {
      for (int i = 0; i < threads; i++) {
        waiting.add(detector(bundle));
      }
      return loaded;
    } catch (UnusableBundleException | RuntimeException e) {
      unload(loaded);
      throw e;
    }
  }

  private Detector detector(ModelBundle bundle) throws UnusableBundleException {
    Detector detector = Detector.load(bundle);
    detectors.add(detector);
    return detector;
  }

  /** Lets each thread change to a model before its next batch. */
  void put(Loaded next) {
    unload(current.getAndSet(next));
  }

  /**
   * Lets each thread give up the model before its next batch.
   *
   * @return false if there was none
   */
  boolean clear() {
    Loaded before = current.getAndSet(null);
    unload(before);
    return before != null;
  }

  /**
   * Gives up the model that the calling thread has taken or cannot take, at once; other threads do
   * before their next batch.
   *
   * @return false if another model has the place already
   */
  boolean giveUp() {
    Taken taken = ofThread.get();
    Loaded failing = taken == null ? current.get() : taken.loaded();
    boolean wasServed = failing != null && current.compareAndSet(failing, null);
    if (wasServed) {
      unload(failing);
    }
    release();
    return wasServed;
  }

  /** Closes what no thread has taken. */
  private void unload(@Nullable Loaded loaded) {
    if (loaded != null) {
      for (Detector d = loaded.waiting().poll(); d != null; d = loaded.waiting().poll()) {
        close(d);
      }
    }
  }

  private void close(Detector detector) {
    detectors.remove(detector);
    detector.close();
  }

  /** What the model says about itself; null if there is none. */
  @Nullable ModelManifest manifest() {
    Loaded latest = current.get();
    return latest == null ? null : latest.bundle().manifest();
  }

  /**
   * The calling thread's model, the latest one; null if there is none. Call it between two batches
   * only.
   */
  @Nullable ServedModel renewed() {
    Loaded latest = current.get();
    Taken taken = ofThread.get();
    if (taken != null && taken.loaded().equals(latest)) {
      return taken.model();
    }
    release();
    if (latest == null) {
      return null;
    }
    Torch.useThreads(1);
    ServedModel model = ServedModel.of(take(latest), latest.alarms());
    ofThread.set(new Taken(latest, model));
    return model;
  }

  private Detector take(Loaded latest) {
    Detector waiting = latest.waiting().poll();
    if (waiting != null) {
      return waiting;
    }
    // A thread that took the place of a failed one.
    try {
      return detector(latest.bundle());
    } catch (UnusableBundleException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The calling thread's model, as of its latest batch; null if it has none. */
  @Nullable ServedModel taken() {
    Taken taken = ofThread.get();
    return taken == null ? null : taken.model();
  }

  /** The calling thread scores no more. */
  void release() {
    Taken taken = ofThread.get();
    if (taken != null) {
      ofThread.remove();
      close(taken.model().detector());
    }
  }

  /** Call when no thread scores any more. */
  @Override
  public void close() {
    detectors.forEach(Detector::close);
    detectors.clear();
  }
}
