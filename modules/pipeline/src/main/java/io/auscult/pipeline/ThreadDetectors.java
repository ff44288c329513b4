/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** One detector a thread, since a detector is not thread-safe. Loaded at first use. */
final class ThreadDetectors implements Supplier<Detector>, AutoCloseable {

  private final Queue<Detector> loaded = new ConcurrentLinkedQueue<>();
  private final ThreadLocal<Detector> ofThread;

  ThreadDetectors(ModelBundle bundle) {
    this.ofThread =
        ThreadLocal.withInitial(
            () -> {
              try {
                Detector detector = Detector.load(bundle);
                loaded.add(detector);
                return detector;
              } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
              }
            });
  }

  @Override
  public Detector get() {
    return ofThread.get();
  }

  /** Call when no thread uses a detector any more. */
  @Override
  public void close() {
    loaded.forEach(Detector::close);
    loaded.clear();
  }
}
