/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.detector.ModelBundle;
import io.auscult.sandbox.EmbeddedKafka;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models from {@code auscult.models}, on a real broker. */
class ChampionFollowerIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static ModelBundle first;
  private static ModelBundle second;

  @TempDir Path folder;

  private final NotedNews news = new NotedNews();
  private final List<String> told = news.lines();
  private final List<String> waits = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void train() throws Exception {
    first = TwoMachineModel.bundle();
    second = TwoMachineModel.otherBundle();
  }

  @Test
  void shouldWaitForTheFirstChampionFollowTheNextAndRefuseWhatCannotScore() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (TopicAdmin topics = TopicAdmin.connect(client, PATIENCE)) {
        topics.create(TopicLayout.standard());
      }
      ModelReleases releases = new ModelReleases(client, PATIENCE);
      Path kept = folder.resolve("state/champion.zip");
      try (ChampionFollower follower = ChampionFollower.open(client, kept)) {
        CompletableFuture<Models> starting = CompletableFuture.supplyAsync(() -> first(follower));
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () -> assertThat(waits).anyMatch(why -> why.startsWith("there is no champion")));

        // When, then: the first
        ModelRelease old = publish(releases, first);
        try (Models models = starting.get()) {
          models.onSwap(news);
          assertThat(ModelBundle.read(kept).sha256()).isEqualTo(first.sha256());

          // When, then: the next
          publish(releases, second);
          await().atMost(PATIENCE).until(() -> told.contains(taken(second)));
          awaitKept(kept, second);

          // When, then: one that is no bundle
          releases.publish(new byte[1000], "{}", "broken", "anna", CHAMPION);
          await()
              .atMost(PATIENCE)
              .until(
                  () ->
                      told.stream().anyMatch(each -> each.startsWith("champion refused: broken-")));
          assertThat(models.version()).isEqualTo(second.manifest().modelVersion());

          // When, then: back
          releases.point(CHAMPION, old.getRelease(), "anna");
          await().atMost(PATIENCE).until(() -> told.contains(taken(first)));
          awaitKept(kept, first);
        }
      }
    }
  }

  @Test
  void shouldScoreWithTheModelThatWasKeptWhileKafkaDoesNotAnswer() throws Exception {
    // Given
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Path kept = folder.resolve("champion.zip");
    first.write(kept);

    // When
    try (ChampionFollower follower =
            ChampionFollower.open(Map.of("bootstrap.servers", "127.0.0.1:" + port), kept);
        Models models = first(follower)) {
      // Then
      assertThat(models.version()).isEqualTo(first.manifest().modelVersion());
      assertThat(waits).allMatch(why -> why.startsWith("Kafka does not give auscult.models"));
    }
  }

  private static String taken(ModelBundle bundle) {
    return "champion %s taken".formatted(bundle.manifest().modelVersion());
  }

  private static void awaitKept(Path kept, ModelBundle bundle) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(ModelBundle.read(kept).sha256()).isEqualTo(bundle.sha256()));
  }

  private Models first(ChampionFollower follower) {
    try {
      return follower.awaitFirst(bundle -> new Models(bundle, 1, null), waits::add);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ModelRelease publish(ModelReleases releases, ModelBundle bundle) throws Exception {
    return releases.publish(
        bundle.toBytes(),
        ManifestJson.write(bundle.manifest()),
        bundle.manifest().modelVersion(),
        "anna",
        CHAMPION);
  }
}
