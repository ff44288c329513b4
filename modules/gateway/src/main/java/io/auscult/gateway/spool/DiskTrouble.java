/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;

/** Tells of a disk that fails: once when it begins, and then now and then. Thread-safe. */
final class DiskTrouble {

  private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();

  private final Logger log;
  private boolean isOn;
  private long toldAt;

  DiskTrouble(Logger log) {
    this.log = log;
  }

  synchronized void met(Path folder, IOException e) {
    long now = System.nanoTime();
    if (!isOn || now - toldAt >= REPEAT_NANOS) {
      isOn = true;
      toldAt = now;
      log.warn("the spool's disk fails folder={} error={}", folder, e.toString());
    }
  }

  synchronized void over() {
    if (isOn) {
      isOn = false;
      log.info("the spool's disk works again");
    }
  }

  /** Whether a write failed because there is no room, so that room helps. */
  boolean isFull(Path folder, long bytes, IOException e) {
    String said = String.valueOf(e.getMessage());
    if (said.contains("No space left") || said.contains("quota")) {
      return true;
    }
    try {
      return Files.getFileStore(folder).getUsableSpace() < bytes;
    } catch (IOException unknown) {
      return false;
    }
  }
}
