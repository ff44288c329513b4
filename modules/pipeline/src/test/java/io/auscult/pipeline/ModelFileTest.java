/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.detector.ModelBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFileTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void shouldChangeToTheModelThatLiesThereAndRefuseOneThatIsDamaged() throws Exception {
    ModelBundle first = TwoMachineModel.bundle();
    ModelBundle second = TwoMachineModel.otherBundle();
    Path file = folder.resolve("model.zip");
    first.write(file);
    NotedNews news = new NotedNews();
    try (Models models = new Models(first, 1, null);
        ModelFile watched = ModelFile.watch(file, models, Duration.ofMillis(20))) {
      assertThat(watched).isNotNull();
      models.onSwap(news);

      Files.write(file, new byte[] {1, 2, 3});
      await().atMost(PATIENCE).until(() -> !news.lines().isEmpty());
      assertThat(news.lines()).last().asString().contains(file + " is not a usable model bundle");
      assertThat(models.version()).isEqualTo(first.manifest().modelVersion());

      second.write(file);
      await()
          .atMost(PATIENCE)
          .until(() -> models.version().equals(second.manifest().modelVersion()));
      await()
          .atMost(PATIENCE)
          .until(
              () ->
                  news.lines()
                      .contains("champion %s taken".formatted(second.manifest().modelVersion())));
    }
  }
}
