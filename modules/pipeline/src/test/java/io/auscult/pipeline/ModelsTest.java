/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.detector.Detector;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ModelsTest {

  @Test
  void shouldGiveEveryThreadADetectorOfItsOwnThatIsLoadedBeforeItAsks() throws Exception {
    ExecutorService first = Executors.newSingleThreadExecutor();
    ExecutorService second = Executors.newSingleThreadExecutor();
    try (Models models = new Models(TwoMachineModel.bundle(), 2, null)) {
      Detector ofFirst = first.submit(() -> models.renewed().detector()).get(30, TimeUnit.SECONDS);
      Detector ofSecond =
          second.submit(() -> models.renewed().detector()).get(30, TimeUnit.SECONDS);

      assertThat(ofFirst).isNotSameAs(ofSecond);
      assertThat(first.submit(() -> models.renewed().detector()).get(30, TimeUnit.SECONDS))
          .isSameAs(ofFirst);
      assertThat(first.submit(() -> models.serving().detector()).get(30, TimeUnit.SECONDS))
          .isSameAs(ofFirst);
    } finally {
      first.shutdown();
      second.shutdown();
    }
  }

  @Test
  void shouldServeTheOldModelUntilTheNextBatch() throws Exception {
    try (Models models = new Models(TwoMachineModel.bundle(), 1, null)) {
      ServedModel before = models.renewed();

      models.swap(TwoMachineModel.otherBundle());

      assertThat(models.serving()).isSameAs(before);
      assertThat(models.renewed().version())
          .isEqualTo(TwoMachineModel.otherBundle().manifest().modelVersion());
      assertThat(models.serving()).isNotSameAs(before);
    }
  }
}
