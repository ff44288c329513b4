/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static java.util.Objects.requireNonNull;

import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.UnusableBundleException;
import io.auscult.pipeline.decision.AlarmRule;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The champion that scores, and the challenger that scores the same windows in its shadow, if there
 * is one. Another model takes the place of either between two batches.
 */
public final class Models implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Models.class);

  private final ModelSlot champion;
  private final ModelSlot challenger;

  /** What happened before anybody listened. */
  private final Queue<Consumer<ModelListener>> untold = new ArrayDeque<>();

  private @Nullable ModelListener listener;
  private volatile @Nullable Instant publishedAt;

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
    Listening.of(bundle.manifest());
    champion = new ModelSlot(threads, rule);
    challenger = new ModelSlot(threads, null);
    champion.put(champion.load(bundle));
  }

  /**
   * Loads another champion and lets each thread change to it before its next batch. Until then, and
   * if the other one is refused, the present one goes on. A challenger that hears other windows
   * than the new champion is withdrawn.
   *
   * @throws UnusableBundleException if it cannot score; one line that names the bundle
   * @throws IllegalArgumentException if it cannot follow the same streams; one line that says why
   */
  public synchronized void swap(ModelBundle bundle) throws UnusableBundleException {
    String before = version();
    String after = bundle.manifest().modelVersion();
    Listening now = listening();
    Listening then = Listening.of(bundle.manifest());
    if (!then.frontEnd().equals(now.frontEnd())) {
      throw new IllegalArgumentException(
          "model %s hears with another front-end (%s) than the running one (%s): restart the pipeline with it"
              .formatted(after, then.frontEnd(), now.frontEnd()));
    }
    ModelSlot.Loaded loaded = champion.load(bundle);
    ModelManifest compared = challenger.manifest();
    String obstacle = compared == null ? null : obstacle(compared, bundle.manifest());
    if (obstacle != null && challenger.clear()) {
      LOG.warn("challenger withdrawn reason={}", obstacle);
      challengerRefused(obstacle);
    }
    champion.put(loaded);
    LOG.info("model swapped from={} to={}", before, after);
    tell(told -> told.taken(ModelRole.CHAMPION, after));
  }

  /**
   * Loads a challenger and lets each thread score with it, too, from its next batch on, in place of
   * the one before.
   *
   * @throws UnusableBundleException if it cannot score; one line that names the bundle
   * @throws IllegalArgumentException if its scores could not be compared with the champion's,
   *     window by window; one line that says why
   */
  public synchronized void challenge(ModelBundle bundle) throws UnusableBundleException {
    String version = bundle.manifest().modelVersion();
    String obstacle = obstacle(bundle.manifest(), manifest());
    if (obstacle != null) {
      throw new IllegalArgumentException(obstacle);
    }
    challenger.put(challenger.load(bundle));
    LOG.info("challenger taken version={}", version);
    tell(told -> told.taken(ModelRole.CHALLENGER, version));
  }

  /** Lets each thread give up the challenger before its next batch. */
  public synchronized void withdrawChallenger() {
    if (challenger.clear()) {
      LOG.info("challenger withdrawn");
    }
    tell(ModelListener::withdrawn);
  }

  /** Whether a challenger scores. */
  boolean hasChallenger() {
    return challenger.manifest() != null;
  }

  /**
   * Gives up the challenger that the calling thread has or cannot load, for it fails. Never waits
   * for a model that is being loaded: the champion is to score.
   */
  void giveUpChallenger(String reason) {
    if (challenger.giveUp()) {
      LOG.error("challenger withdrawn reason={}", reason);
      challengerRefused(reason);
    }
  }

  /** Null if the scores of the two can be compared window by window. */
  private static @Nullable String obstacle(ModelManifest challenger, ModelManifest champion) {
    Listening offered = Listening.of(challenger);
    Listening served = Listening.of(champion);
    String version = challenger.modelVersion();
    if (!offered.frontEnd().equals(served.frontEnd())) {
      return "challenger %s hears with another front-end (%s) than the champion (%s): compare them with auscult replay"
          .formatted(version, offered.frontEnd(), served.frontEnd());
    }
    return offered.hearsWindowsOf(served)
        ? null
        : "challenger %s hears windows of %d frames every %d, the champion of %d every %d: compare them with auscult replay"
            .formatted(
                version,
                offered.windowFrames(),
                offered.windowHop(),
                served.windowFrames(),
                served.windowHop());
  }

  /** A champion that was offered cannot be used. */
  void refused(String reason) {
    tell(told -> told.refused(ModelRole.CHAMPION, reason));
  }

  /** A challenger that was offered cannot be used. */
  void challengerRefused(String reason) {
    tell(told -> told.refused(ModelRole.CHALLENGER, reason));
  }

  private void tell(Consumer<ModelListener> news) {
    synchronized (untold) {
      if (listener == null) {
        untold.add(news);
      } else {
        news.accept(listener);
      }
    }
  }

  /** Who hears of swaps and refusals, those until now included. */
  void onSwap(ModelListener who) {
    synchronized (untold) {
      listener = who;
      untold.forEach(news -> news.accept(who));
      untold.clear();
    }
  }

  /** The manifest of the model that scores from the next batch on. */
  public ModelManifest manifest() {
    return requireNonNull(champion.manifest(), "there is always a champion");
  }

  /** The version that scores from the next batch on. */
  public String version() {
    return manifest().modelVersion();
  }

  /** When the champion was published; null if it is a file or nobody knows. */
  @Nullable Instant publishedAt() {
    return publishedAt;
  }

  /** The champion is a release. */
  void publishedAt(Instant time) {
    publishedAt = time;
  }

  /** What the model wants to hear; of the front-end, all models want the same. */
  Listening listening() {
    return Listening.of(manifest());
  }

  /** The calling thread's champion, the latest one. Call it between two batches only. */
  ServedModel renewed() {
    return requireNonNull(champion.renewed(), "there is always a champion");
  }

  /** The calling thread's champion, as of its latest batch. */
  ServedModel serving() {
    ServedModel taken = champion.taken();
    return taken == null ? renewed() : taken;
  }

  /**
   * The calling thread's challenger, the latest one; null if there is none. Call it between two
   * batches only.
   */
  @Nullable ServedModel challenger() {
    return challenger.renewed();
  }

  /** The calling thread scores no more. */
  void release() {
    champion.release();
    challenger.release();
  }

  /** Call when no thread scores any more. */
  @Override
  public void close() {
    champion.close();
    challenger.close();
  }
}
