/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.contracts.AudioChunk;
import java.io.IOException;

/** Where chunks go. */
@FunctionalInterface
public interface ChunkSink {

  /**
   * Takes a chunk; the chunks of a sensor in their order.
   *
   * @throws IOException if this chunk or one before it is lost; the message is one line
   */
  void publish(AudioChunk chunk) throws IOException;
}
