/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.monitoring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process of the test's own, with all that it says in a file. */
final class ChildProcess implements AutoCloseable {

  private final Process process;
  private final Path said;

  private ChildProcess(Process process, Path said) {
    this.process = process;
    this.said = said;
  }

  /**
   * Starts it.
   *
   * @param said where to write what it says
   */
  static ChildProcess start(Path said, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    return new ChildProcess(process, said);
  }

  /** The auscult command, of the classes that are tested. */
  static ChildProcess auscult(Path said, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.auscult.app.Main"));
    command.addAll(Arrays.asList(arguments));
    return start(said, command);
  }

  /** Its exit status. */
  int await(Duration atMost) throws InterruptedException {
    if (!process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("does not end: " + output());
    }
    return process.exitValue();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What it said so far. */
  String output() {
    try {
      return Files.readString(said);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
