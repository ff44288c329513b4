/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import io.auscult.cli.OneLine;
import io.auscult.gateway.settings.InputSettings.FfmpegInput;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of ffmpeg. Its end is an error that says what ffmpeg said last. */
final class FfmpegSource implements SoundSource {

  private static final Logger LOG = LoggerFactory.getLogger(FfmpegSource.class);

  /** ffmpeg may say goodbye to a camera for so long. */
  private static final long GRACE_MILLIS = 1_000;

  private static final long END_SECONDS = 3;
  private static final int LINES_KEPT = 3;
  private static final int MOST_CHARACTERS = 300;

  private final FfmpegInput input;
  private final Process process;
  private final InputStream sound;
  private final PcmStream frames;
  private final Thread complaintsReader;
  private final Thread killer;
  private final Deque<String> complaints = new ArrayDeque<>();
  private volatile boolean closed;

  private FfmpegSource(FfmpegInput input, Process process) {
    this.input = input;
    this.process = process;
    this.sound = process.getInputStream();
    this.frames = new PcmStream(name(), input.format());
    this.complaintsReader = new Thread(this::readComplaints, "ffmpeg-stderr");
    this.killer = new Thread(process::destroyForcibly, "ffmpeg-kill");
  }

  /** Starts it. It does not outlive this process, unless that is killed; then at most one write. */
  static FfmpegSource start(FfmpegInput input, List<String> command) throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command).start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new IOException(
          "ffmpeg.executable: cannot run '%s': install ffmpeg, or name its path (%s)"
              .formatted(input.executable(), OneLine.of(String.valueOf(e.getMessage()))),
          e);
    }
    FfmpegSource source = new FfmpegSource(input, process);
    source.complaintsReader.setDaemon(true);
    source.complaintsReader.start();
    source.endWithThisProgram();
    return source;
  }

  private void endWithThisProgram() throws IOException {
    try {
      Runtime.getRuntime().addShutdownHook(killer);
    } catch (IllegalStateException e) {
      process.destroyForcibly();
      throw new IOException("the gateway ends", e);
    }
    var unused = process.onExit().thenRun(this::forgetKiller);
  }

  private void forgetKiller() {
    try {
      Runtime.getRuntime().removeShutdownHook(killer);
    } catch (IllegalStateException e) {
      // The program ends, and ffmpeg has.
    }
  }

  private void readComplaints() {
    try (BufferedReader lines = process.errorReader(StandardCharsets.UTF_8)) {
      String line = lines.readLine();
      while (line != null) {
        keep(input.redacted(line));
        line = lines.readLine();
      }
    } catch (IOException e) {
      keep("its messages cannot be read: " + e.getMessage());
    }
  }

  private void keep(String line) {
    LOG.debug("ffmpeg says line={}", line);
    synchronized (complaints) {
      if (complaints.size() == LINES_KEPT) {
        complaints.remove();
      }
      complaints.add(
          OneLine.of(line.substring(0, Math.min(line.length(), MOST_CHARACTERS)).strip()));
    }
  }

  @Override
  public String name() {
    return OneLine.of(input.executable() + " " + String.join(" ", input.shownArguments()));
  }

  @Override
  public PcmFormat format() {
    return input.format();
  }

  @Override
  public int read(float[] interleaved, int offset, int count) throws IOException {
    int read;
    try {
      read = frames.read(sound::read, interleaved, offset, count);
    } catch (IOException e) {
      // Java closes the output of a process that is gone, even if a child of it still writes.
      read = -1;
    }
    if (read < 0 && !closed) {
      throw new IOException(ending());
    }
    return read;
  }

  private String ending() throws IOException {
    try {
      // One that closes its output but does not end is ended.
      if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
      boolean ended = awaitEnd();
      complaintsReader.join(GRACE_MILLIS);
      synchronized (complaints) {
        return "%s ended%s%s"
            .formatted(
                name(),
                ended && process.exitValue() != 0 ? " with code " + process.exitValue() : "",
                complaints.isEmpty() ? "" : ": " + String.join("; ", complaints));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(name() + ": interrupted");
    }
  }

  /** Waits for its end, but not for ever; false if it has not ended. */
  boolean awaitEnd() throws InterruptedException {
    return process.waitFor(END_SECONDS, TimeUnit.SECONDS);
  }

  /** Asks it to end, and kills it if it has not a second later. Does not wait for that. */
  @Override
  public void close() {
    closed = true;
    if (process.isAlive()) {
      // A wrapper's own children hold its output open.
      List<ProcessHandle> family = process.descendants().toList();
      process.destroy();
      family.forEach(ProcessHandle::destroy);
      CompletableFuture.delayedExecutor(GRACE_MILLIS, TimeUnit.MILLISECONDS)
          .execute(
              () -> {
                process.destroyForcibly();
                family.forEach(ProcessHandle::destroyForcibly);
              });
    }
  }
}
