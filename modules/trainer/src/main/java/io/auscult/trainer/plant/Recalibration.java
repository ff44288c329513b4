/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import static io.auscult.contracts.release.ReleaseCatalog.CHALLENGER;

import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseUnusableException;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.Calibrator;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.DatasetException;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.plant.PlantSound.Use;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the champion's thresholds anew on what a plant kept since it was trained, and publishes it
 * with them as challenger. Its network stays.
 */
public final class Recalibration {

  private final Map<String, ?> clientSettings;
  private final Duration atMost;
  private final int threads;

  /**
   * A recalibration.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long to wait for a broker
   * @param threads for scoring
   */
  public Recalibration(Map<String, ?> clientSettings, Duration atMost, int threads) {
    this.clientSettings = Map.copyOf(clientSettings);
    this.atMost = atMost;
    this.threads = threads;
  }

  /**
   * Calibrates. What the champion was trained on does not count.
   *
   * @param since sound that was captured earlier does not count
   * @param perMachine at most so much sound of each machine
   * @param falseAlarmsPerWeek so many false alarms a week and machine the thresholds are for
   * @param by who publishes it
   * @param progress told the share of the work that is done, 0 to 1
   * @throws DatasetException if there is no champion or no sound it can be calibrated on; one line
   *     that says why
   * @throws ReleaseUnusableException if the champion is not whole
   * @throws IOException if Kafka does not answer or lacks a topic
   */
  public ModelRelease run(
      Instant since,
      Duration perMachine,
      double falseAlarmsPerWeek,
      String by,
      DoubleConsumer progress)
      throws IOException, ReleaseUnusableException, InterruptedException {
    ModelReleases releases = new ModelReleases(clientSettings, atMost);
    Champion champion =
        Champion.find(releases)
            .orElseThrow(() -> new DatasetException("there is no champion to recalibrate"));
    ModelManifest manifest = champion.bundle().manifest();
    SelectionRules rules =
        new SelectionRules(since, perMachine, 0).holding(manifest.frontEnd(), manifest.window());
    try (PlantSound sound =
        PlantSound.gather(clientSettings, atMost, rules, Use.TRAINING, manifest)) {
      ModelBundle calibrated =
          new Calibrator(threads)
              .calibrate(champion.bundle(), known(manifest, sound), falseAlarmsPerWeek, progress)
              .bundle();
      return releases.publish(
          calibrated.toBytes(),
          ManifestJson.write(calibrated.manifest()),
          calibrated.manifest().modelVersion(),
          by,
          CHALLENGER);
    }
  }

  /** The latest sound stays out: challenger and champion are to be tried on it. */
  private static Dataset known(ModelManifest manifest, PlantSound sound) {
    Set<String> machines =
        manifest.machines().stream().map(MachineSpec::id).collect(Collectors.toSet());
    Stream<TrainingClip> clips =
        Stream.concat(
            sound.plan().training().clips().stream(), sound.plan().calibration().clips().stream());
    return new Dataset(clips.filter(clip -> machines.contains(clip.machineId())).toList());
  }
}
