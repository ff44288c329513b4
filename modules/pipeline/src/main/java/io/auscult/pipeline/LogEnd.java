/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import java.util.OptionalLong;

/** How far {@code auscult.audio} reaches. */
@FunctionalInterface
public interface LogEnd {

  /**
   * The offset that the next chunk of a partition will get.
   *
   * @return empty if that is not known as of now; whoever asks must not take it for "caught up"
   */
  OptionalLong endOffset(int partition);
}
