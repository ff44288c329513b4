/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.bench;

import io.auscult.app.demo.ModelCache;
import io.auscult.app.demo.SimulatedPlant;
import io.auscult.cli.CommandFailedException;
import io.auscult.detector.ModelBundle;
import io.auscult.trainer.Recipe;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The model that a benchmark scores with. */
final class BenchModel {

  private static final long TRAINING_SEED = 1;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description = "The bundle that scores; without it the demo's, trained first where it is not.")
  private @Nullable Path model;

  @Option(
      names = "--window",
      paramLabel = "FRAMES",
      description =
          "Without --model: shorter windows than the demo's, which have 309 frames, about 10 s.")
  private @Nullable Integer window;

  ModelBundle bundle() throws IOException, InterruptedException {
    if (model != null && window != null) {
      throw new CommandFailedException(
          "--window is for the model that is trained without --model: leave one of them out");
    }
    return model != null ? ModelBundle.read(model) : trained(TRAINING_SEED);
  }

  /** The demo's model of another training, with the same windows. */
  ModelBundle trained(long seed) throws IOException, InterruptedException {
    Recipe recipe = Recipe.named("default");
    return ModelCache.ofUser()
        .trained(
            SimulatedPlant.healthyPast(),
            window == null ? recipe : recipe.withWindow(window),
            seed);
  }
}
