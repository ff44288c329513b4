/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import static io.auscult.contracts.release.ReleaseCatalog.CHALLENGER;

import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseUnusableException;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.DatasetException;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.Trainer;
import io.auscult.trainer.TrainingListener;
import io.auscult.trainer.TrialResult;
import io.auscult.trainer.plant.PlantSound.Use;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Learns anew from what a plant kept: selects the sound, trains, tries the model against the
 * champion and publishes it as challenger. Who is champion does not change.
 */
public final class Retraining {

  private static final List<TopicDefinition<?>> TOPICS =
      List.of(
          Topics.NORMALS,
          Topics.CLIPS,
          Topics.LABELS,
          Topics.ANOMALIES,
          Topics.MACHINES,
          Topics.MODELS);

  private final Map<String, ?> clientSettings;
  private final Duration atMost;
  private final int threads;

  /**
   * A retraining.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long to wait for a broker
   * @param threads for training and scoring
   */
  public Retraining(Map<String, ?> clientSettings, Duration atMost, int threads) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.atMost = atMost;
    this.threads = threads;
  }

  /**
   * How to learn.
   *
   * @param since sound that was captured earlier does not count
   * @param perMachine at most so much sound of each machine
   * @param recipe one that streams, or pipelines would refuse the model
   * @param seed of every random choice
   * @param falseAlarmsPerWeek so many false alarms a week and machine the thresholds are for
   * @param warmStart whether to begin with the champion's weights
   * @param publishAs who publishes the challenger; null: it is not published
   */
  public record Order(
      Instant since,
      Duration perMachine,
      Recipe recipe,
      long seed,
      double falseAlarmsPerWeek,
      boolean warmStart,
      @Nullable String publishAs) {

    /**
     * @throws IllegalArgumentException if the recipe cannot stream
     */
    public Order {
      if (recipe.frontEnd().centered()) {
        throw new IllegalArgumentException(
            "recipe %s cannot stream, and pipelines would refuse its model: choose another"
                .formatted(recipe.name()));
      }
    }
  }

  /** Told how far it is. */
  public interface Listener extends TrainingListener {

    /** Before the training: what it is going to learn from. */
    void selected(SelectionReport report);

    /**
     * After the training.
     *
     * @param done the share of the trial that is done, 0 to 1
     */
    void trying(double done);
  }

  /**
   * What came of it.
   *
   * @param selection what was learnt from
   * @param bundle the model
   * @param trainSeconds how long the training took
   * @param champion the champion's release; null if there is none
   * @param trial against the champion; null if there is none
   * @param release the challenger; null if it was not to be published
   */
  public record Retrained(
      SelectionReport selection,
      ModelBundle bundle,
      double trainSeconds,
      @Nullable String champion,
      @Nullable TrialResult trial,
      @Nullable ModelRelease release) {}

  /**
   * Learns.
   *
   * @throws DatasetException if what was kept cannot be trained on; one line that says why
   * @throws IllegalArgumentException if it is to begin with a champion that is none, or another
   *     network
   * @throws ReleaseUnusableException if the champion is not whole
   * @throws IOException if Kafka does not answer or lacks a topic, or a disk is full
   * @throws InterruptedException if the thread is interrupted
   */
  public Retrained run(Order order, Listener listener)
      throws IOException, ReleaseUnusableException, InterruptedException {
    try (TopicAdmin admin = TopicAdmin.connect(clientSettings, atMost)) {
      for (TopicDefinition<?> topic : TOPICS) {
        admin.require(topic);
      }
    }
    ModelReleases releases = new ModelReleases(clientSettings, atMost);
    Champion champion = Champion.find(releases).orElse(null);
    if (order.warmStart() && champion == null) {
      throw new IllegalArgumentException(
          "there is no champion to begin with: train without a warm start");
    }
    Recipe recipe = order.recipe();
    SelectionRules rules =
        new SelectionRules(order.since(), order.perMachine(), 0)
            .holding(recipe.frontEnd(), recipe.window());
    if (champion != null) {
      ModelManifest manifest = champion.bundle().manifest();
      rules = rules.holding(manifest.frontEnd(), manifest.window());
    }
    ModelManifest known = champion == null ? null : champion.bundle().manifest();
    try (PlantSound sound = PlantSound.gather(clientSettings, atMost, rules, Use.TRAINING, known)) {
      listener.selected(sound.report());
      return run(order, listener, releases, champion, sound);
    }
  }

  private Retrained run(
      Order order,
      Listener listener,
      ModelReleases releases,
      @Nullable Champion champion,
      PlantSound sound)
      throws IOException, InterruptedException {
    if (sound.plan().training().clips().isEmpty()) {
      throw new DatasetException(
          "there is too little normal sound on %s since %s: %d clips of %d machines, %d of them needed at least of each"
              .formatted(
                  Topics.NORMALS.name(),
                  order.since(),
                  sound.report().machines().stream().mapToInt(SelectionReport.Machine::clips).sum(),
                  sound.report().machines().size(),
                  TimeSplit.LEAST_MOMENTS));
    }
    long start = System.nanoTime();
    ModelBundle bundle =
        new Trainer(threads)
            .train(
                sound.plan().asking(order.falseAlarmsPerWeek()),
                order.recipe(),
                order.seed(),
                order.warmStart() && champion != null ? champion.bundle() : null,
                listener);
    double seconds = (System.nanoTime() - start) / 1e9;
    DoubleConsumer trying = listener::trying;
    TrialResult trial =
        champion == null ? null : PlantTrial.run(champion.bundle(), bundle, sound, threads, trying);
    ModelRelease release =
        order.publishAs() == null
            ? null
            : releases.publish(
                bundle.toBytes(),
                ManifestJson.write(bundle.manifest()),
                bundle.manifest().modelVersion(),
                order.publishAs(),
                CHALLENGER);
    return new Retrained(
        sound.report(),
        bundle,
        seconds,
        champion == null ? null : champion.release(),
        trial,
        release);
  }
}
