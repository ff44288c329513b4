/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.trainer.TrainingListener;
import java.util.Locale;

/** Shows a training on standard error: epoch, loss and time left. */
public final class TrainingProgress implements TrainingListener, AutoCloseable {

  private final ProgressDisplay display;

  public TrainingProgress() {
    this("training");
  }

  /**
   * For one of several trainings.
   *
   * @param task what to call it
   */
  TrainingProgress(String task) {
    display = new ProgressDisplay(task);
  }

  @Override
  public void progress(Progress progress) {
    display.show(progress.done(), stage(progress));
  }

  private static String stage(Progress progress) {
    return switch (progress.phase()) {
      case TRAINING ->
          "epoch %d of %d, loss %.3f"
              .formatted(progress.epoch(), progress.epochs(), progress.loss());
      case READING, CALIBRATING -> progress.phase().name().toLowerCase(Locale.ROOT);
    };
  }

  @Override
  public void close() {
    display.close();
  }
}
