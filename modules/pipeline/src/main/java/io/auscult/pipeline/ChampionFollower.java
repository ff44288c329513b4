/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static io.auscult.contracts.release.ReleaseCatalog.CHALLENGER;
import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.Refusal;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseFeed;
import io.auscult.contracts.release.ReleaseUnusableException;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a pipeline serve the champion of {@code auscult.models}: waits for the first one, and then
 * changes to each that takes its place. One that is damaged or cannot score is refused with a line
 * in the log and a health event, and the present model goes on. The challenger, if there is one,
 * scores in its shadow.
 */
public final class ChampionFollower implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ChampionFollower.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private final Map<String, ?> clientSettings;
  private final ModelReleases releases;
  private final ChampionFile kept;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::follow, "champion");
  private ReleaseFeed feed;

  /** The release that was looked at last, whatever came of it. */
  private @Nullable String seen;

  private @Nullable String servedSha;
  private @Nullable Models models;
  private @Nullable ChallengerWatch challengers;

  private ChampionFollower(Map<String, ?> clientSettings, Path file) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.releases = new ModelReleases(clientSettings, ANSWER_WITHIN);
    this.kept = new ChampionFile(file);
    this.feed = ReleaseFeed.open(clientSettings);
    thread.setDaemon(true);
  }

  /**
   * Begins to follow.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param file where the last champion is kept for the next start
   */
  public static ChampionFollower open(Map<String, ?> clientSettings, Path file) {
    return new ChampionFollower(clientSettings, file);
  }

  /** Makes a bundle score. */
  @FunctionalInterface
  public interface Loader {
    /**
     * Loads it.
     *
     * @throws IOException if it cannot score; the message is one line
     * @throws IllegalArgumentException if it cannot follow a stream
     */
    Models load(ModelBundle bundle) throws IOException;
  }

  /**
   * Loads the first model, as soon as there is one, and follows from then on. The one that was kept
   * is taken when Kafka does not give its own within 10 s, or gives one that cannot be used.
   *
   * @param waiting told why there is none yet, one line for a person, again and again
   */
  public Models awaitFirst(Loader loader, Consumer<String> waiting) throws InterruptedException {
    long began = System.nanoTime();
    while (true) {
      String why;
      boolean takesKept = System.nanoTime() - began > ANSWER_WITHIN.toNanos();
      try {
        feed.poll(POLL);
        boolean isCaughtUp = feed.isCaughtUp(POLL);
        Optional<ModelRelease> champion = isCaughtUp ? feed.of(CHAMPION) : Optional.empty();
        if (champion.isPresent() && !champion.get().getRelease().equals(seen)) {
          ModelBundle bundle = use(champion.get());
          Models first = loader.load(bundle);
          first.publishedAt(champion.get().getPublishedAt());
          kept.keep(bundle);
          return follow(first);
        }
        takesKept &= !isCaughtUp;
        why =
            champion.isPresent()
                ? "the champion cannot be used: the log says why"
                : isCaughtUp
                    ? "there is no champion on auscult.models: auscult model publish FILE --as champion"
                    : "auscult.models has not been read yet";
      } catch (KafkaException | BrokerUnavailableException e) {
        seen = null;
        why =
            "Kafka does not give auscult.models: "
                + Refusal.explain(e, "of this program").orElse(String.valueOf(e.getMessage()));
      } catch (IOException | ReleaseUnusableException | RuntimeException e) {
        takesKept = true;
        why = "the champion cannot be used: " + e.getMessage();
        LOG.error("champion refused release={} reason={}", seen, e.getMessage());
      }
      waiting.accept(why);
      Models last = takesKept ? loadKept(loader, why) : null;
      if (last != null) {
        return follow(last);
      }
      rest(POLL);
    }
  }

  private @Nullable Models loadKept(Loader loader, String why) {
    ModelBundle last = kept.read();
    if (last == null) {
      return null;
    }
    try {
      Models models = loader.load(last);
      servedSha = last.sha256();
      LOG.warn("the model that was kept scores for now reason={}", why);
      return models;
    } catch (IOException | RuntimeException e) {
      LOG.warn("the model that was kept cannot be used reason={}", e.getMessage());
      return null;
    }
  }

  private Models follow(Models first) {
    models = first;
    challengers = new ChallengerWatch(releases, first);
    thread.start();
    return first;
  }

  private ModelBundle use(ModelRelease release)
      throws IOException, ReleaseUnusableException, InterruptedException {
    seen = release.getRelease();
    ModelBundle bundle = ModelBundle.read(releases.fetch(release), release.getRelease());
    servedSha = bundle.sha256();
    return bundle;
  }

  private void follow() {
    try {
      while (closed.getCount() > 0) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      feed.close();
    }
  }

  private void look() throws InterruptedException {
    try {
      feed.poll(POLL);
      if (feed.isCaughtUp(POLL)) {
        changeBoth();
      }
    } catch (KafkaException e) {
      LOG.warn("auscult.models cannot be read, trying again reason={}", e.getMessage());
      rest(ANSWER_WITHIN);
      feed.close();
      feed = ReleaseFeed.open(clientSettings);
    }
  }

  private void changeBoth() throws InterruptedException {
    ChallengerWatch watch = challengers;
    if (watch == null) {
      return;
    }
    // One that was promoted is no challenger before it is the champion.
    Optional<ModelRelease> challenger = feed.of(CHALLENGER);
    watch.withdrawAllBut(challenger);
    Optional<ModelRelease> champion = feed.of(CHAMPION);
    if (champion.isPresent() && !champion.get().getRelease().equals(seen)) {
      String before = servedSha;
      change(champion.get());
      if (!Objects.equals(before, servedSha)) {
        watch.championChanged();
      }
    }
    if (!watch.offer(challenger)) {
      rest(POLL);
    }
  }

  private void rest(Duration time) throws InterruptedException {
    boolean unused = closed.await(time.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void change(ModelRelease champion) throws InterruptedException {
    Models served = models;
    if (served == null) {
      return;
    }
    String before = servedSha;
    try {
      ModelBundle bundle = use(champion);
      if (!bundle.sha256().equals(before)) {
        served.swap(bundle);
        kept.keep(bundle);
      }
      served.publishedAt(champion.getPublishedAt());
    } catch (BrokerUnavailableException e) {
      seen = null; // It is not the release's fault.
      LOG.warn("the champion cannot be fetched, trying again reason={}", e.getMessage());
      rest(POLL);
    } catch (IOException | ReleaseUnusableException | RuntimeException e) {
      servedSha = before;
      LOG.error("champion refused release={} reason={}", champion.getRelease(), e.getMessage());
      served.refused("%s: %s".formatted(champion.getRelease(), e.getMessage()));
    }
  }

  /** Follows no more. */
  @Override
  public void close() {
    closed.countDown();
    if (!thread.isAlive()) {
      feed.close();
      return;
    }
    try {
      thread.join(ANSWER_WITHIN.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
