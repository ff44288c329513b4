/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;

/**
 * Processor time used so far, in nanoseconds.
 *
 * @param process by all threads
 * @param chosen by those whose names were asked for and that still live
 */
record CpuTime(long process, long chosen) {

  /** Up to now. */
  static CpuTime now(String partOfThreadName) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long chosen = 0;
    for (long id : threads.getAllThreadIds()) {
      ThreadInfo thread = threads.getThreadInfo(id);
      if (thread != null && thread.getThreadName().contains(partOfThreadName)) {
        chosen += Math.max(0, threads.getThreadCpuTime(id));
      }
    }
    return new CpuTime(system.getProcessCpuTime(), chosen);
  }

  CpuTime minus(CpuTime before) {
    return new CpuTime(process - before.process, chosen - before.chosen);
  }
}
