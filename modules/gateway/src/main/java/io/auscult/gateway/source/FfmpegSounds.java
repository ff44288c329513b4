/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** What ffmpeg decodes, in a process of its own, for as long as it can be started. */
public final class FfmpegSounds implements Sounds {

  private static final Set<Process> CHILDREN = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> CHILDREN.forEach(Process::destroyForcibly), "ffmpeg-end"));
  }

  private final String name;
  private final String executable;
  private final List<String> input;
  private final PcmFormat format;
  private final UnaryOperator<String> redaction;

  /**
   * @param name what messages call it
   * @param executable its name or path
   * @param input arguments up to {@code -i} and what follows it; never seen by a shell
   * @param redaction makes what ffmpeg says fit for a log: it repeats addresses with passwords
   */
  public FfmpegSounds(
      String name,
      String executable,
      List<String> input,
      PcmFormat format,
      UnaryOperator<String> redaction) {
    this.name = name;
    this.executable = executable;
    this.input = List.copyOf(input);
    this.format = format;
    this.redaction = redaction;
  }

  @Override
  public SoundSource next() throws IOException {
    Process process;
    try {
      process = new ProcessBuilder(command()).start();
    } catch (IOException e) {
      throw new IOException(
          "cannot start '%s': install ffmpeg, or set ffmpeg.executable to its path"
              .formatted(executable),
          e);
    }
    CHILDREN.add(process);
    var unused = process.onExit().thenRun(() -> CHILDREN.remove(process));
    return new FfmpegSound(name, format, process, redaction);
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(executable);
    command.addAll(List.of("-hide_banner", "-nostdin", "-loglevel", "error"));
    command.addAll(input);
    command.addAll(List.of("-vn", "-f", "s16le"));
    command.addAll(List.of("-ac", Integer.toString(format.channels())));
    command.addAll(List.of("-ar", Integer.toString(format.sampleRate()), "pipe:1"));
    return command;
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public void close() {}
}
