/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseUnusableException;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers the challenger of {@code auscult.models} to the models of a pipeline, and takes it back
 * when it is none any more. Not thread-safe.
 */
final class ChallengerWatch {

  private static final Logger LOG = LoggerFactory.getLogger(ChallengerWatch.class);

  private final ModelReleases releases;
  private final Models models;

  /** The release that was looked at last, whatever came of it. */
  private @Nullable String seen;

  ChallengerWatch(ModelReleases releases, Models models) {
    this.releases = releases;
    this.models = models;
  }

  /** Takes back what is not the challenger any more. */
  void withdrawAllBut(Optional<ModelRelease> challenger) {
    if (seen != null && !isSeen(challenger)) {
      seen = null;
      models.withdrawChallenger();
    }
  }

  /** There is another champion: one that was refused may be comparable now. */
  void championChanged() {
    if (!models.hasChallenger()) {
      seen = null;
    }
  }

  /**
   * Offers a challenger that was not looked at yet.
   *
   * @return false if it cannot be fetched for now
   */
  boolean offer(Optional<ModelRelease> challenger) throws InterruptedException {
    if (challenger.isEmpty() || isSeen(challenger)) {
      return true;
    }
    ModelRelease release = challenger.get();
    try {
      models.challenge(ModelBundle.read(releases.fetch(release), release.getRelease()));
    } catch (BrokerUnavailableException e) {
      LOG.warn("the challenger cannot be fetched, trying again reason={}", e.getMessage());
      return false; // It is not the release's fault.
    } catch (IOException | ReleaseUnusableException | RuntimeException e) {
      LOG.error("challenger refused release={} reason={}", release.getRelease(), e.getMessage());
      models.challengerRefused("%s: %s".formatted(release.getRelease(), e.getMessage()));
    }
    seen = release.getRelease();
    return true;
  }

  private boolean isSeen(Optional<ModelRelease> release) {
    return release.map(ModelRelease::getRelease).filter(id -> id.equals(seen)).isPresent();
  }
}
