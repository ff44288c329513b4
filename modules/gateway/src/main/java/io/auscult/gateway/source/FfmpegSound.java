/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.audio.PcmFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One run of ffmpeg. */
final class FfmpegSound implements SoundSource {

  private static final long END_MILLIS = 2000;

  private final Process process;
  private final PcmStream samples;
  private final UnaryOperator<String> redaction;
  private final Thread listening;

  /** The last thing it complained of. */
  private volatile @Nullable String complaint;

  private volatile boolean closed;

  FfmpegSound(String name, PcmFormat format, Process process, UnaryOperator<String> redaction) {
    this.process = process;
    this.redaction = redaction;
    this.samples = new PcmStream(name, format, process.getInputStream(), process::destroyForcibly);
    this.listening = new Thread(this::listen, "ffmpeg-errors-" + name);
    listening.setDaemon(true);
    listening.start();
  }

  private void listen() {
    try (BufferedReader errors =
        new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
      for (String line = errors.readLine(); line != null; line = errors.readLine()) {
        if (!line.isBlank()) {
          complaint = redaction.apply(line.strip());
        }
      }
    } catch (IOException e) {
      // The process is gone: there is no more to hear.
    }
  }

  @Override
  public String name() {
    return samples.name();
  }

  @Override
  public PcmFormat format() {
    return samples.format();
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) throws IOException {
    try {
      int read = samples.read(interleaved, offset, frames);
      if (read < 0 && !closed) {
        throw ended();
      }
      return read;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private IOException ended() throws InterruptedException {
    boolean hasExited = process.waitFor(END_MILLIS, TimeUnit.MILLISECONDS);
    listening.join(END_MILLIS);
    String why = complaint;
    return new IOException(
        "ffmpeg ended%s%s"
            .formatted(
                hasExited ? " with exit code " + process.exitValue() : "",
                why == null ? "" : ": " + why));
  }

  @Override
  public void close() {
    closed = true;
    process.destroyForcibly();
  }
}
