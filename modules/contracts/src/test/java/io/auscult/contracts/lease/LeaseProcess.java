/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A process that wants a lease, and says when it has it and when it has lost it. */
final class LeaseProcess implements AutoCloseable {

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();

  private LeaseProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "lease-process");
    reader.setDaemon(true);
    reader.start();
  }

  static LeaseProcess start(String bootstrapServers, String name, Duration session)
      throws IOException {
    return new LeaseProcess(
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                LeaseProcess.class.getName(),
                bootstrapServers,
                name,
                session.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  private void read() {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      out.lines().forEach(lines::add);
    } catch (IOException e) {
      lines.add("unreadable: " + e.getMessage());
    }
  }

  /** What it said. */
  List<String> lines() {
    return lines;
  }

  /** As when the machine it runs on dies. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  /** As when the machine it runs on stands still. */
  void pause() throws Exception {
    signal("-STOP");
  }

  void goOn() throws Exception {
    signal("-CONT");
  }

  private void signal(String signal) throws Exception {
    Process kill = new ProcessBuilder("kill", signal, Long.toString(process.pid())).start();
    if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("kill " + signal + " failed");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process itself: bootstrap servers, name, session. It ends when it is killed. */
  public static void main(String[] arguments) throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", arguments[0]);
    try (Lease lease = Lease.open(settings, arguments[1], Duration.parse(arguments[2]))) {
      lease.onLost(() -> System.out.println("lost, holds: " + lease.isHeld()));
      if (lease.awaitHeld(Duration.ofMinutes(1))) {
        System.out.println("held");
        Thread.sleep(Duration.ofMinutes(2).toMillis());
      }
    }
  }
}
