/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.progress;

import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/** How many chunks the tasks of this instance have yet to process. Thread-safe. */
public final class AudioLag {

  private final IntFunction<OptionalLong> logEnds;
  private final Set<Task> tasks = ConcurrentHashMap.newKeySet();

  /**
   * @param logEnds the end offset of a partition; empty if not known, see {@link LogEnds#endOffset}
   */
  public AudioLag(IntFunction<OptionalLong> logEnds) {
    this.logEnds = logEnds;
  }

  /** Begins to count a task, which is to close it when it is closed itself. */
  public Task task(int partition) {
    Task task = new Task(partition);
    tasks.add(task);
    return task;
  }

  /**
   * The sum over the tasks that have processed something.
   *
   * @return 0 or more; NaN while the end of one of their partitions is not known
   */
  public double chunks() {
    return tasks.stream().mapToDouble(Task::behind).sum();
  }

  /** One task's place in its partition. */
  public final class Task implements AutoCloseable {

    private static final long NOTHING_YET = -1;

    private final int partition;
    private volatile long next = NOTHING_YET;

    private Task(int partition) {
      this.partition = partition;
    }

    /** The record at this offset is done with, whatever became of it. */
    public void processed(long offset) {
      next = offset + 1;
    }

    private double behind() {
      long from = next;
      if (from == NOTHING_YET) {
        return 0;
      }
      OptionalLong end = logEnds.apply(partition);
      // The end was asked for a moment ago: the task may be past it.
      return end.isPresent() ? Math.max(0, end.getAsLong() - from) : Double.NaN;
    }

    /** The partition is no longer this instance's. Safe to call twice. */
    @Override
    public void close() {
      tasks.remove(this);
    }
  }
}
