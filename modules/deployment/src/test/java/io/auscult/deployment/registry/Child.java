/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.registry;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/** A process of a test's, which ends with the test. What it says is in files. */
final class Child implements AutoCloseable {

  private static final int END_SECONDS = 30;
  private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
  private static final Path APP = Path.of("../app/target").toAbsolutePath().normalize();

  private final Process process;
  private final Path out;
  private final Path errors;

  private Child(Process process, Path out, Path errors) {
    this.process = process;
    this.out = out;
    this.errors = errors;
  }

  /** The built command, as the launcher starts it. */
  static Child auscult(Path logs, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                APP.resolve("auscult-app.jar") + File.pathSeparator + APP.resolve("lib") + "/*",
                "io.auscult.app.Main"));
    command.addAll(List.of(arguments));
    return java(logs, command);
  }

  static Child java(Path logs, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(JAVA.toString()));
    command.addAll(arguments);
    return start(logs, command);
  }

  static Child start(Path logs, List<String> command) throws IOException {
    Path out = Files.createTempFile(logs, "child", ".out");
    Path errors = Files.createTempFile(logs, "child", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(errors.toFile());
    // A test's own environment must not set what it does not name.
    builder.environment().keySet().removeIf(name -> name.startsWith("AUSCULT_"));
    builder
        .environment()
        .putAll(Map.of("MALLOC_MMAP_THRESHOLD_", "4294967296", "MALLOC_TOP_PAD_", "268435456"));
    return new Child(builder.start(), out, errors);
  }

  /** Waits for the end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(5, TimeUnit.MINUTES)) {
      Assertions.fail("does not end: " + this);
    }
    return process.exitValue();
  }

  /** Waits for the end, which must be a good one. */
  String output() throws InterruptedException {
    if (exitCode() != 0) {
      Assertions.fail("failed: " + this);
    }
    return out();
  }

  String out() {
    return read(out);
  }

  String errors() {
    return read(errors);
  }

  void signal(String name) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).inheritIO().start();
    if (kill.waitFor() != 0) {
      Assertions.fail("no signal for " + this);
    }
  }

  void requireAlive() {
    if (!process.isAlive()) {
      Assertions.fail("ended by itself: " + this);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return process.info() + "\n" + out() + "\n" + errors();
  }

  private static String read(Path file) {
    try {
      // In which no byte is an error: it may be read in the middle of a character.
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
