/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.trainer.TrainingListener;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows a training on standard error: a bar with loss and time left on a terminal, a line every
 * tenth of the way elsewhere.
 */
public final class TrainingProgress implements TrainingListener, AutoCloseable {

  private static final int STEPS = 1000;

  private final String task;
  private final @Nullable ProgressBar bar;
  private final long startNanos = System.nanoTime();
  private int tenths;

  public TrainingProgress() {
    this("training");
  }

  /**
   * For one of several trainings.
   *
   * @param task what to call it
   */
  TrainingProgress(String task) {
    this.task = task;
    bar =
        Terminal.isErr()
            ? new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(STEPS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .build()
            : null;
  }

  @Override
  public void progress(Progress progress) {
    String stage = stage(progress);
    if (bar != null) {
      bar.stepTo(Math.round(progress.done() * STEPS));
      bar.setExtraMessage(stage);
    } else if (progress.done() * 10 >= tenths + 1) {
      tenths = (int) (progress.done() * 10);
      double elapsed = (System.nanoTime() - startNanos) / 1e9;
      double left = elapsed * (1 - progress.done()) / progress.done();
      System.err.printf("%s %d%%: %s, %.0f s left%n", task, tenths * 10, stage, left);
    }
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
    if (bar != null) {
      bar.close();
    }
  }
}
