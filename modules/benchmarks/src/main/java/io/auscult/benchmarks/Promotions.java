/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes two releases the champion in turn while a pipeline follows. */
final class Promotions implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String BY = "benchmark";

  private final ModelReleases releases;
  private final List<ModelRelease> inTurn;
  private final List<String> versions;
  private final Duration every;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::promote, "promotions");
  private final Latencies untilScored = new Latencies();
  private final Map<String, Long> windows = new TreeMap<>();
  private int promoted;
  private int followed;
  private Instant promotedAt = Instant.MAX;
  private volatile @Nullable Exception failure;

  private Promotions(
      ModelReleases releases, List<ModelRelease> inTurn, List<String> versions, Duration every) {
    this.releases = releases;
    this.inTurn = inTurn;
    this.versions = versions;
    this.every = every;
    thread.setDaemon(true);
  }

  /**
   * Publishes both; the first is the champion.
   *
   * @param every so much time between two promotions, once they {@linkplain #start start}
   */
  static Promotions publish(
      List<ModelBundle> bundles, Duration every, Map<String, Object> clientSettings)
      throws BrokerUnavailableException, InterruptedException {
    ModelReleases releases = new ModelReleases(clientSettings, PATIENCE);
    ModelRelease first = publish(releases, bundles.get(0), CHAMPION);
    ModelRelease second = publish(releases, bundles.get(1), null);
    return new Promotions(
        releases,
        List.of(first, second),
        bundles.stream().map(bundle -> bundle.manifest().modelVersion()).toList(),
        every);
  }

  private static ModelRelease publish(
      ModelReleases releases, ModelBundle bundle, @Nullable String alias)
      throws BrokerUnavailableException, InterruptedException {
    return releases.publish(
        bundle.toBytes(),
        ManifestJson.write(bundle.manifest()),
        bundle.manifest().modelVersion(),
        BY,
        alias);
  }

  void start() {
    thread.start();
  }

  private void promote() {
    try {
      while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
        promoteNext();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (BrokerUnavailableException | RuntimeException e) {
      failure = e;
    }
  }

  private void promoteNext() throws BrokerUnavailableException, InterruptedException {
    int next;
    synchronized (this) {
      promoted++;
      next = promoted % inTurn.size();
      promotedAt = Instant.now();
    }
    releases.point(CHAMPION, inTurn.get(next).getRelease(), BY);
  }

  /** A score of a model can be read. */
  synchronized void heard(String version) {
    windows.merge(version, 1L, Long::sum);
    if (followed < promoted && version.equals(versions.get(promoted % versions.size()))) {
      followed = promoted;
      untilScored.add(Duration.between(promotedAt, Instant.now()));
    }
  }

  /**
   * @throws IOException if one could not be promoted
   */
  void requireHealthy() throws IOException {
    Exception e = failure;
    if (e != null) {
      throw new IOException("no promotion: " + e.getMessage(), e);
    }
  }

  synchronized PromotionFigures figures() {
    return new PromotionFigures(
        promoted, untilScored.percentileMs(50), untilScored.percentileMs(100), Map.copyOf(windows));
  }

  /** Promotes no more. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
