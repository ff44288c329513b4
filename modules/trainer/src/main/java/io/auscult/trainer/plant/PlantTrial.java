/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.Trial;
import io.auscult.trainer.TrialResult;
import io.auscult.trainer.plant.PlantSound.Use;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/** A trial of a challenger on what the plant kept: its latest normal sound and real anomalies. */
public final class PlantTrial {

  private final Map<String, ?> clientSettings;
  private final Duration atMost;
  private final int threads;

  /**
   * A trial.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long to wait for a broker
   * @param threads for scoring
   */
  public PlantTrial(Map<String, ?> clientSettings, Duration atMost, int threads) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.atMost = atMost;
    this.threads = threads;
  }

  /**
   * Runs the trial.
   *
   * @param since sound that was captured earlier does not count
   * @param perMachine of at most so much sound the latest part counts
   * @param progress told the share of the work that is done, 0 to 1
   * @throws IOException if the sound cannot be read or a model cannot be loaded
   */
  public TrialResult run(
      ModelBundle champion,
      ModelBundle challenger,
      Instant since,
      Duration perMachine,
      DoubleConsumer progress)
      throws IOException, InterruptedException {
    SelectionRules rules = new SelectionRules(since, perMachine, 0);
    for (ModelManifest manifest : List.of(champion.manifest(), challenger.manifest())) {
      rules = rules.holding(manifest.frontEnd(), manifest.window());
    }
    try (PlantSound sound =
        PlantSound.gather(clientSettings, atMost, rules, Use.TRIAL, champion.manifest())) {
      return run(champion, challenger, sound, threads, progress);
    }
  }

  /** A trial on sound that was gathered already. */
  static TrialResult run(
      ModelBundle champion,
      ModelBundle challenger,
      PlantSound sound,
      int threads,
      DoubleConsumer progress)
      throws IOException, InterruptedException {
    List<TrainingClip> clips = new ArrayList<>(sound.test().clips());
    clips.addAll(sound.real().clips());
    return new Trial(threads)
        .run(champion, challenger, new Dataset(clips), sound.retired(), progress);
  }
}
