/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.gateway.settings.InputSettings.FfmpegInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ffmpeg decodes, in a child process that is started anew when it has ended. */
public final class FfmpegSounds implements Sounds {

  private final FfmpegInput input;
  private volatile boolean closed;
  private @Nullable FfmpegSource last;

  public FfmpegSounds(FfmpegInput input) {
    this.input = input;
  }

  /**
   * Starts ffmpeg, once the one before has ended: two cannot have one device.
   *
   * @throws IOException if there is no such program, or the last one does not end; the message is
   *     one line
   */
  @Override
  public @Nullable SoundSource next() throws IOException, InterruptedException {
    if (last != null && !last.awaitEnd()) {
      throw new IOException(last.name() + " does not end, though it was killed");
    }
    if (closed) {
      return null;
    }
    last = FfmpegSource.start(input, command());
    return last;
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(input.executable());
    command.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "error"));
    command.addAll(input.arguments());
    command.addAll(
        List.of(
            "-vn",
            "-f",
            "s16le",
            "-ac",
            String.valueOf(input.format().channels()),
            "-ar",
            String.valueOf(input.format().sampleRate()),
            "pipe:1"));
    return command;
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
  }
}
