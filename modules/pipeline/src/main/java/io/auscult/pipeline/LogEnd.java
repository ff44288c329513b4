/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import java.util.OptionalLong;

/** Where the audio topic ends. */
@FunctionalInterface
public interface LogEnd {

  /**
   * The offset after the last record of a partition.
   *
   * @return empty if nobody has been able to tell lately
   */
  OptionalLong endOffset(int partition);
}
