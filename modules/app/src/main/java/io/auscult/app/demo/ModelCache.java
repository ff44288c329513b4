/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.app.TrainingProgress;
import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.Trainer;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Models that were trained before, by what they were trained on. */
public final class ModelCache {

  private final Path folder;

  ModelCache(Path folder) {
    this.folder = folder;
  }

  /** {@code auscult} in the user's cache folder. */
  public static ModelCache ofUser() {
    String xdg = System.getenv("XDG_CACHE_HOME");
    Path caches =
        xdg == null || xdg.isBlank()
            ? Path.of(System.getProperty("user.home"), ".cache")
            : Path.of(xdg);
    return new ModelCache(caches.resolve("auscult"));
  }

  /**
   * Trains, unless the same sound has been trained on before with the same recipe and seed.
   *
   * @throws IOException if a clip cannot be read or the model not be kept
   */
  public ModelBundle trained(TrainingPlan plan, Recipe recipe, long seed)
      throws IOException, InterruptedException {
    Path file = folder.resolve("model-" + fingerprint(plan, recipe, seed) + ".zip");
    if (Files.exists(file)) {
      System.err.println("using the model that was trained before: " + file);
      return ModelBundle.read(file);
    }
    ModelBundle bundle;
    try (TrainingProgress progress = new TrainingProgress()) {
      bundle = new Trainer().train(plan, recipe, seed, progress);
    }
    Files.createDirectories(folder);
    bundle.write(file);
    return bundle;
  }

  /** Of all clips' names and one clip's sound a machine: reading them all would take too long. */
  private static String fingerprint(TrainingPlan plan, Recipe recipe, long seed)
      throws IOException {
    Fingerprint fingerprint = new Fingerprint();
    fingerprint.add("format " + ModelManifest.FORMAT).add(recipe.toString()).add("seed " + seed);
    fingerprint.add("rate " + plan.falseAlarmsPerWeek()).add(AlarmSpec.standard().toString());
    Set<String> sampled = new HashSet<>();
    for (Dataset part : new Dataset[] {plan.training(), plan.calibration()}) {
      fingerprint.add("part");
      for (TrainingClip clip : part.clips()) {
        fingerprint.add(clip.machineId()).add(clip.name());
        if (sampled.add(clip.machineId())) {
          fingerprint.add(Integer.toString(Arrays.deepHashCode(clip.audio().read())));
        }
      }
    }
    return fingerprint.hex().substring(0, 16);
  }
}
