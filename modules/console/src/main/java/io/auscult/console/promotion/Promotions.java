/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.promotion;

import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;

import io.auscult.console.promotion.Promotion.State;
import io.auscult.console.promotion.PromotionTrial.Result;
import io.auscult.console.security.AuditLog;
import io.auscult.console.security.Person;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseUnusableException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Promotes releases that stand their trial, one at a time. */
public final class Promotions implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Promotions.class);

  private final ModelReleases releases;
  private final PromotionTrial trial;
  private final AuditLog audit;
  private final Clock clock;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "console-trial");
            thread.setDaemon(true);
            return thread;
          });

  private volatile @Nullable Promotion latest;

  public Promotions(ModelReleases releases, PromotionTrial trial, AuditLog audit, Clock clock) {
    this.releases = releases;
    this.trial = trial;
    this.audit = audit;
    this.clock = clock;
  }

  /** The one that goes on, or else the last one since the console's start. */
  public Optional<Promotion> latest() {
    return Optional.ofNullable(latest);
  }

  /**
   * Begins a trial; if the release stands it, it is the champion.
   *
   * @param address where the person is
   * @return false if another trial goes on
   */
  public synchronized boolean begin(
      ModelRelease champion, ModelRelease release, Person who, String address) {
    if (latest != null && latest.state() == State.TRYING) {
      return false;
    }
    Promotion begun =
        new Promotion(
            release.getRelease(),
            champion.getRelease(),
            who.name(),
            clock.instant(),
            State.TRYING,
            0,
            List.of(),
            List.of());
    latest = begun;
    audit.done(who, address, "trial", release.getRelease(), "against " + champion.getRelease());
    worker.execute(() -> run(begun, champion, release, who, address));
    return true;
  }

  private void run(
      Promotion begun, ModelRelease champion, ModelRelease release, Person who, String address) {
    try {
      Result result = trial.run(champion, release, share -> latest = begun.at(share));
      if (result.worse()) {
        audit.refused(who.name(), address, "promote", String.join("; ", result.reasons()));
        latest = begun.ended(State.REFUSED, result.reasons(), result.lines());
        return;
      }
      Optional<ModelRelease> now = releases.catalog().of(CHAMPION);
      if (now.isEmpty() || !now.get().getRelease().equals(champion.getRelease())) {
        fail(begun, "the champion changed meanwhile: try it against the new one");
        return;
      }
      releases.point(CHAMPION, release.getRelease(), who.name());
      audit.done(who, address, "promote", release.getRelease(), "champion, after a trial");
      latest = begun.ended(State.PROMOTED, result.reasons(), result.lines());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(begun, "the console ended");
    } catch (IOException | ReleaseUnusableException | IllegalArgumentException e) {
      fail(begun, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      // An Error too: what a network needs may not fit into this process.
      LOG.error("a trial failed release={}", release.getRelease(), e);
      fail(begun, "the trial failed: the log says why");
    }
  }

  private void fail(Promotion begun, String why) {
    latest = begun.ended(State.FAILED, List.of(why), List.of());
  }

  /** Gives up a trial that goes on. */
  @Override
  public void close() {
    worker.shutdownNow();
  }
}
