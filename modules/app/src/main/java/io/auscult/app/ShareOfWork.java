/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import java.util.function.DoubleConsumer;

/** Says on standard error, every twentieth of the way, how far a work is. */
public final class ShareOfWork implements DoubleConsumer {

  private static final int PARTS = 20;

  private final String what;
  private final long startNanos = System.nanoTime();
  private int said;

  /**
   * Of a work.
   *
   * @param what to call it
   */
  public ShareOfWork(String what) {
    this.what = what;
  }

  @Override
  public void accept(double done) {
    int reached = (int) (done * PARTS);
    if (reached > said) {
      said = reached;
      double elapsed = (System.nanoTime() - startNanos) / 1e9;
      System.err.printf("%s %.0f%%, %.0f s left%n", what, 100 * done, elapsed * (1 - done) / done);
    }
  }
}
