/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.Terminal;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows on standard error how long work goes on: a bar on a terminal, a line every tenth of the way
 * elsewhere.
 */
final class ProgressDisplay implements AutoCloseable {

  private static final int STEPS = 1000;

  /** Work that is over so soon leaves no lines. */
  private static final double SHORT_SECONDS = 2;

  private final String task;
  private final @Nullable ProgressBar bar;
  private final long startNanos = System.nanoTime();
  private int tenths;

  /**
   * @param task what is done, such as {@code training}
   */
  ProgressDisplay(String task) {
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

  /**
   * Shows where it stands.
   *
   * @param done share of the work, 0 to 1
   * @param stage in words
   */
  void show(double done, String stage) {
    if (bar != null) {
      bar.stepTo(Math.round(done * STEPS));
      bar.setExtraMessage(stage);
    } else if (done * 10 >= tenths + 1) {
      tenths = (int) (done * 10);
      double elapsed = (System.nanoTime() - startNanos) / 1e9;
      double left = elapsed * (1 - done) / done;
      if (elapsed + left >= SHORT_SECONDS) {
        System.err.printf("%s %d%%: %s, %.0f s left%n", task, tenths * 10, stage, left);
      }
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
