/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.metrics;

import java.util.Set;

/**
 * What one task adds to a gauge of the whole instance. A task takes a share when it is initialised
 * and closes it when it is closed, for then another instance has what it counted. Thread-safe.
 */
public final class TaskShare implements AutoCloseable {

  private final Set<TaskShare> shares;
  private volatile long value;

  private TaskShare(Set<TaskShare> shares) {
    this.shares = shares;
  }

  /** A new share of 0. */
  static TaskShare in(Set<TaskShare> shares) {
    TaskShare share = new TaskShare(shares);
    shares.add(share);
    return share;
  }

  static double sum(Set<TaskShare> shares) {
    return shares.stream().mapToLong(share -> share.value).sum();
  }

  /** What the task has now, in the gauge's unit. */
  public void set(long value) {
    this.value = value;
  }

  /** The task's part is no longer counted. Safe to call twice. */
  @Override
  public void close() {
    shares.remove(this);
  }
}
