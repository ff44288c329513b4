/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C asks the demo to end in good order, and waits a while for it. */
final class Interruption implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);

  Interruption() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::ask, "demo-interruption"));
  }

  private void ask() {
    asked.countDown();
    try {
      var unused = done.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the demo is to end. */
  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** The demo has ended. */
  @Override
  public void close() {
    done.countDown();
  }
}
