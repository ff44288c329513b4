/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import picocli.CommandLine.Option;

/** On how many threads to train or score. */
public final class ThreadsOption {

  @Option(
      names = "--threads",
      defaultValue = "0",
      description = "0: as many as there are cores (default: ${DEFAULT-VALUE}).")
  private int threads;

  /** At least 1. */
  public int count() {
    return threads == 0 ? Runtime.getRuntime().availableProcessors() : threads;
  }
}
