/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.security;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** The {@code auscult} command as a process of its own, as it runs in a plant. */
final class AuscultProcess implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Pattern METRICS = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/metrics");
  private static final Pattern CONSOLE =
      Pattern.compile("console at https?://127\\.0\\.0\\.1:(\\d+)");

  private final Process process;
  private final Path out;
  private final Path errors;

  private AuscultProcess(Process process, Path out, Path errors) {
    this.process = process;
    this.out = out;
    this.errors = errors;
  }

  /** What this virtual machine runs with. */
  static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /**
   * Starts it.
   *
   * @param folder where its output goes, {@code name.out} and {@code name.err}
   * @param environment beside that of this process
   */
  static AuscultProcess start(
      Path folder, String name, Map<String, String> environment, List<String> arguments)
      throws IOException {
    return start(folder, name, environment, List.of(), arguments);
  }

  /** As above, with options of the virtual machine. */
  static AuscultProcess start(
      Path folder,
      String name,
      Map<String, String> environment,
      List<String> options,
      List<String> arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx512m", "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), "io.auscult.app.Main"));
    command.addAll(arguments);
    Path out = folder.resolve(name + ".out");
    Path errors = folder.resolve(name + ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(errors.toFile());
    builder.environment().putAll(environment);
    return new AuscultProcess(builder.start(), out, errors);
  }

  String out() {
    return read(out);
  }

  String errors() {
    return read(errors);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for something on standard error. */
  AuscultProcess awaitErrors(String text) {
    await(text).atMost(PATIENCE).until(() -> errors().contains(text) || !process.isAlive());
    if (!errors().contains(text)) {
      throw new AssertionError("ended without '%s':%n%s".formatted(text, errors()));
    }
    return this;
  }

  /** Whether it says something on standard error, or ends, within a time. */
  boolean endsOrSays(Pattern text, Duration within) {
    try {
      await().atMost(within).until(() -> text.matcher(errors()).find() || !process.isAlive());
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** The port of its page. */
  int port() {
    await("port").atMost(PATIENCE).until(() -> find().find() || !process.isAlive());
    Matcher found = find();
    if (!found.find()) {
      throw new AssertionError("no port:\n" + errors());
    }
    return Integer.parseInt(found.group(1));
  }

  private Matcher find() {
    Matcher metrics = METRICS.matcher(errors());
    return metrics.find() ? metrics.reset() : CONSOLE.matcher(errors());
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("still runs:\n" + errors());
    }
    return process.exitValue();
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
