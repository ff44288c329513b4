/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.assembly;

/**
 * A chunk that cannot be decoded, contradicts itself or is beyond all bounds. The message says
 * which and why.
 */
public final class InvalidChunkException extends RuntimeException {

  public InvalidChunkException(String message) {
    super(message);
  }
}
