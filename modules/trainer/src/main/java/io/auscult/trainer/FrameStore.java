/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.io.IOException;

/** Where log-mel frames are kept until they are needed. */
@FunctionalInterface
interface FrameStore {

  /**
   * Keeps the frames of a channel.
   *
   * @param logMel [frame][mel band] in dB; not to be changed afterwards
   * @throws IOException if there is no room for them
   */
  Frames keep(float[][] logMel) throws IOException;
}
