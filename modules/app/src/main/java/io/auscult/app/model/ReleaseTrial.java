/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model;

import io.auscult.app.TrialText;
import io.auscult.cli.KafkaOptions;
import io.auscult.console.promotion.PromotionTrial;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseUnusableException;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.TrialResult;
import io.auscult.trainer.TrialResult.Verdict;
import io.auscult.trainer.plant.PlantTrial;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** Tries a release against the champion, on the latest sound that the plant kept. */
public final class ReleaseTrial implements PromotionTrial {

  /** As much of each machine as a training takes by default; the latest part of it is tried. */
  private static final Duration PER_MACHINE = Duration.ofHours(1);

  private static final Duration SINCE = Duration.ofDays(30);

  private final Map<String, Object> clientSettings;
  private final int threads;

  /**
   * A trial.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param threads for scoring
   */
  public ReleaseTrial(Map<String, Object> clientSettings, int threads) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.threads = threads;
  }

  /**
   * Runs it.
   *
   * @param since sound of so much time until now counts
   * @param progress told the share of the work that is done, 0 to 1
   * @throws ReleaseUnusableException if one of them is not whole
   * @throws IOException if the sound or a model cannot be read
   */
  TrialResult run(
      ModelRelease champion, ModelRelease challenger, Duration since, DoubleConsumer progress)
      throws IOException, ReleaseUnusableException, InterruptedException {
    return new PlantTrial(clientSettings, KafkaOptions.PATIENCE, threads)
        .run(
            bundle(champion),
            bundle(challenger),
            Instant.now().minus(since),
            PER_MACHINE,
            progress);
  }

  private ModelBundle bundle(ModelRelease release)
      throws IOException, ReleaseUnusableException, InterruptedException {
    return ModelBundle.read(
        new ModelReleases(clientSettings, KafkaOptions.PATIENCE).fetch(release),
        release.getRelease());
  }

  @Override
  public Result run(ModelRelease champion, ModelRelease challenger, DoubleConsumer progress)
      throws IOException, ReleaseUnusableException, InterruptedException {
    TrialResult result = run(champion, challenger, SINCE, progress);
    return new Result(result.verdict() == Verdict.WORSE, result.reasons(), TrialText.lines(result));
  }
}
