/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.trainer.Recipe;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to train. */
final class RecipeOptions {

  @Option(
      names = "--recipe",
      defaultValue = "default",
      description =
          "default, or seed: the published recipe, for whole 10 s clips, which cannot stream (default: ${DEFAULT-VALUE}).")
  private String recipe = "default";

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "Another number of passes over the sound than the recipe's.")
  private @Nullable Integer epochs;

  @Option(
      names = "--window",
      paramLabel = "FRAMES",
      description =
          "Shorter windows than the recipe's, for shorter clips: 31.25 frames are a second (default: 309, which is 10 s).")
  private @Nullable Integer window;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed gives the same model (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Mixin private ThreadsOption threads = new ThreadsOption();

  @Mixin private DeviceOption device = new DeviceOption();

  /**
   * The chosen recipe.
   *
   * @throws IllegalArgumentException if there is none of that name, or it cannot have so many
   *     epochs or frames
   */
  Recipe recipe() {
    Recipe chosen = Recipe.named(recipe);
    chosen = epochs == null ? chosen : chosen.withEpochs(epochs);
    return window == null ? chosen : chosen.withWindow(window);
  }

  /**
   * The chosen recipe, with fewer epochs for a model that knows something already, unless their
   * number was chosen, too.
   *
   * @throws IllegalArgumentException as {@link #recipe()}
   */
  Recipe recipe(boolean warmStart) {
    return warmStart && epochs == null ? recipe().forWarmStart() : recipe();
  }

  long seed() {
    return seed;
  }

  /**
   * Puts networks on the chosen device.
   *
   * @throws IllegalStateException if there is no such device
   */
  void useDevice() {
    device.use();
  }

  /** At least 1. */
  int threads() {
    return threads.count();
  }
}
