/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import org.jspecify.annotations.Nullable;

/** Kafka does not give sound now; it may later. */
final class AudioUnavailableException extends Exception {
  AudioUnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
