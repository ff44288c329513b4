/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Sound that cannot be read. The message is one line that names the file and says what to do, fit
 * to be shown to a user as it is.
 */
public final class UnreadableAudioException extends IOException {

  private static final long serialVersionUID = 1L;

  UnreadableAudioException(String source, String problem) {
    this(source, problem, null);
  }

  UnreadableAudioException(String source, String problem, @Nullable Throwable cause) {
    super(source + ": " + problem, cause);
  }

  /** Says what an error of the operating system means for a reader of sound. */
  static UnreadableAudioException of(String source, IOException error) {
    if (error instanceof UnreadableAudioException known) {
      return known;
    }
    if (error instanceof NoSuchFileException) {
      return new UnreadableAudioException(source, "there is no such file; check the path", error);
    }
    if (error instanceof AccessDeniedException) {
      return new UnreadableAudioException(
          source, "no permission to read it; check its owner and mode", error);
    }
    String reason =
        error.getMessage() == null ? error.getClass().getSimpleName() : firstLine(error);
    return new UnreadableAudioException(
        source, "cannot be read (" + reason + "); check the disk and try again", error);
  }

  private static String firstLine(IOException error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("no reason given");
  }
}
