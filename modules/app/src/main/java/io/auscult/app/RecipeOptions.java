/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.trainer.Recipe;
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
      names = "--seed",
      defaultValue = "1",
      description = "The same seed gives the same model (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "0: as many as there are cores (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Mixin private DeviceOption device = new DeviceOption();

  /**
   * The chosen recipe.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  Recipe recipe() {
    return Recipe.named(recipe);
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
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
