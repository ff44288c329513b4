/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.ScorerSpec;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * How much heap a training on hours of many sensors takes: docs/training.md has the command and the
 * figures. Its name keeps it out of the build.
 */
class TrainingMemoryByHand {

  private static final int CLIP_SECONDS = 20;

  @Test
  void shouldTrainOnMoreSoundThanTheHeapHolds() throws Exception {
    // Given
    int sensors = Integer.getInteger("auscult.sensors", 200);
    int minutes = Integer.getInteger("auscult.minutes", 20);
    List<TrainingClip> clips = new ArrayList<>();
    for (int sensor = 0; sensor < sensors; sensor++) {
      for (int clip = 0; clip < minutes * 60 / CLIP_SECONDS; clip++) {
        double hz = 100 + 20 * sensor;
        long seed = 1000L * sensor + clip;
        clips.add(
            new TrainingClip(
                "m-" + sensor,
                "m",
                "%05d".formatted(clip),
                Condition.NORMAL,
                () -> new float[][] {Tones.hum(hz, CLIP_SECONDS * Tones.SAMPLE_RATE, seed)}));
      }
    }

    // When
    long start = System.nanoTime();
    new Trainer(Runtime.getRuntime().availableProcessors())
        .train(TrainingPlan.uncalibrated(new Dataset(clips)), recipe(), 1, TrainingListener.none());

    // Then: it came this far
    long peak =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .filter(pool -> pool.getName().contains("Old") || pool.getName().contains("Tenured"))
            .mapToLong(pool -> pool.getPeakUsage().getUsed())
            .sum();
    System.out.printf(
        Locale.ROOT,
        "%d sensors, %d min each: %.0f s, peak of the old generation %d MB of %d MB%n",
        sensors,
        minutes,
        (System.nanoTime() - start) / 1e9,
        peak >> 20,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  /** The default recipe, one epoch, and few references: embedding 256 of each takes long. */
  private static Recipe recipe() {
    Recipe r = Recipe.named("default").withEpochs(1);
    ScorerSpec scorer = r.scorer();
    return new Recipe(
        r.name(),
        r.perType(),
        r.frontEnd(),
        r.window(),
        r.cropFrames(),
        r.architecture(),
        r.head(),
        r.margin(),
        r.labelSmoothing(),
        r.augmentation(),
        r.pseudoClasses(),
        r.optimization(),
        scorer,
        8,
        r.calibrationShare());
  }
}
