/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.compose;

import static io.auscult.deployment.compose.ComposeFile.ROOT;
import static org.awaitility.Awaitility.await;

import io.auscult.deployment.compose.ComposeService.Mount;
import io.auscult.sandbox.EmbeddedKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The services of a compose file as processes of this machine: their commands, environment, files
 * and order. Only where they are differs: a container's host name and port is a free port on the
 * loopback, its mounts are copies below a folder. Kafka is the embedded broker, Prometheus and
 * Alertmanager are Debian's, Grafana is left out.
 */
final class LocalPlant implements AutoCloseable {

  private static final Duration ONE_SHOT = Duration.ofMinutes(15);
  private static final Duration UNTIL_HEALTHY = Duration.ofMinutes(3);
  private static final String HOME = "/var/lib/auscult";
  private static final int PAGES = 8080;

  /** What is there without Docker in the place of an image. */
  private static final Map<String, List<String>> PROGRAMS =
      Map.of(
          "docker.io/prom/prometheus",
          List.of("prometheus", "9090"),
          "docker.io/prom/alertmanager",
          List.of("prometheus-alertmanager", "9093"));

  private static final Set<String> LEFT_OUT = Set.of("docker.io/grafana/grafana");
  private static final String KAFKA = "docker.io/apache/kafka";

  private static final Pattern ENV_LINE = Pattern.compile("\\b([A-Z_]+)=(\\S+?)( \\\\)?$");

  private final ComposeFile compose;
  private final Path folder;
  private final Map<String, Integer> ports = new HashMap<>();
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private final Map<String, String> image;
  private final EmbeddedKafka kafka;

  private LocalPlant(ComposeFile compose, Path folder, EmbeddedKafka kafka) throws IOException {
    this.compose = compose;
    this.folder = folder;
    this.kafka = kafka;
    image = imageEnvironment();
  }

  /**
   * Starts all services that are started without a profile, each when those before it are ready.
   */
  static LocalPlant up(ComposeFile compose, Path folder) throws IOException {
    LocalPlant plant =
        new LocalPlant(compose, folder, EmbeddedKafka.start(folder.resolve("kafka")));
    try {
      plant.writeLauncher();
      for (ComposeService service : compose.services().values()) {
        if (!service.isOptional()) {
          plant.start(service);
        }
      }
      return plant;
    } catch (Throwable e) {
      plant.close();
      throw e;
    }
  }

  /** Where a container's port is reached. */
  int port(String service, int port) {
    return ports.computeIfAbsent(service + ":" + port, name -> freePort());
  }

  /** What a service has said so far. */
  String log(String service) throws IOException {
    return Files.readString(logFile(service));
  }

  /** Services that should be running and have ended. */
  List<String> ended() {
    return processes.entrySet().stream()
        .filter(entry -> compose.services().get(entry.getKey()).isLasting())
        .filter(entry -> !entry.getValue().isAlive())
        .map(Map.Entry::getKey)
        .toList();
  }

  private void start(ComposeService service) throws IOException {
    String repository = service.image().replaceAll(":[^/]*$", "");
    if (repository.equals(KAFKA)) {
      String address = kafka.bootstrapServers();
      ports.put(
          service.name() + ":9092",
          Integer.parseInt(address.substring(address.lastIndexOf(':') + 1)));
      return;
    }
    if (LEFT_OUT.contains(repository)) {
      return;
    }
    service.conditions().forEach(this::awaitCondition);
    prepare(service);
    List<String> command = new ArrayList<>();
    if (service.isOurs()) {
      command.addAll(service.entrypoint().isEmpty() ? List.of("auscult") : service.entrypoint());
      command.addAll(service.command());
    } else if (PROGRAMS.containsKey(repository)) {
      List<String> program = PROGRAMS.get(repository);
      command.add(program.get(0));
      command.addAll(service.command());
      int port = port(service.name(), Integer.parseInt(program.get(1)));
      command.add("--web.listen-address=127.0.0.1:" + port);
    } else {
      throw new IllegalStateException(
          "docker/compose.yaml: nothing here runs the service %s with its image %s"
              .formatted(service.name(), service.image()));
    }
    processes.put(service.name(), run(service, command, logFile(service.name())));
  }

  private void awaitCondition(String name, String condition) {
    ComposeService other = compose.services().get(name);
    if (other.image().startsWith(KAFKA)) {
      return; // it was ready before anything began
    }
    Process process = processes.get(name);
    switch (condition) {
      case "service_started" -> {}
      case "service_completed_successfully" -> {
        await(name).atMost(ONE_SHOT).until(() -> !process.isAlive());
        if (process.exitValue() != 0) {
          throw new IllegalStateException(
              "%s ended with exit code %d: %s".formatted(name, process.exitValue(), tail(name)));
        }
      }
      case "service_healthy" ->
          await(name)
              .atMost(UNTIL_HEALTHY)
              .pollInterval(Duration.ofSeconds(1))
              .until(() -> isHealthy(other));
      default -> throw new IllegalStateException("condition " + condition);
    }
  }

  private String tail(String name) {
    try {
      String log = log(name);
      return log.substring(Math.max(0, log.length() - 1_000));
    } catch (IOException e) {
      return "its log cannot be read: " + e.getMessage();
    }
  }

  /** What the image's health check says. */
  boolean isHealthy(ComposeService service) throws IOException, InterruptedException {
    String check = ROOT.resolve("docker/auscult-health").toString();
    Process process = run(service, List.of(check), folder.resolve("health.log"));
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private Process run(ComposeService service, List<String> command, Path log) throws IOException {
    List<String> here = command.stream().map(part -> translated(service, part)).toList();
    ProcessBuilder builder =
        new ProcessBuilder(here)
            .directory(local(service, HOME).toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    Map<String, String> environment = builder.environment();
    String path = folder.resolve("bin") + ":" + Path.of(System.getProperty("java.home"), "bin");
    String inherited = environment.getOrDefault("PATH", "/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path + ":" + inherited);
    if (service.isOurs()) {
      image.forEach((name, value) -> environment.put(name, translated(service, value)));
      environment.put("AUSCULT_HTTP_ADDRESS", "127.0.0.1");
      environment.put("AUSCULT_HTTP_PORT", "" + port(service.name(), PAGES));
      environment.put("MEMORY", service.memory());
      environment.put("TMPDIR", Files.createDirectories(local(service, "/tmp")).toString());
    }
    service
        .environment()
        .forEach((name, value) -> environment.put(name, translated(service, value)));
    if (service.isOurs()) {
      // As a container would: no address of this machine is known to any other.
      environment.putIfAbsent("HOME", local(service, HOME).toString());
    }
    // The launcher is found by the path of this process, not by that of the child.
    List<String> found = new ArrayList<>(List.of("/usr/bin/env"));
    found.addAll(here);
    return builder.command(found).start();
  }

  /** The image's launcher, with the libraries that Maven has put together. */
  private void writeLauncher() throws IOException {
    Path app = ROOT.resolve("modules/app/target");
    Path jar = app.resolve("auscult-app.jar");
    if (!Files.exists(jar)) {
      throw new IllegalStateException(jar + " is missing: mvn -pl modules/app -am package");
    }
    Path launcher = Files.createDirectories(folder.resolve("bin")).resolve("auscult");
    Files.writeString(
        launcher,
        """
        #!/bin/bash
        exec java -XX:MaxRAM="$MEMORY" -XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError -Djava.io.tmpdir="$TMPDIR" \\
          -Duser.home="$HOME" ${AUSCULT_JAVA_OPTS:-} -cp "%s:%s/lib/*" io.auscult.app.Main "$@"
        """
            .formatted(jar, app));
    if (!launcher.toFile().setExecutable(true)) {
      throw new IOException(launcher + " cannot be made executable");
    }
  }

  /** What the Dockerfile sets. */
  private static Map<String, String> imageEnvironment() throws IOException {
    Map<String, String> environment = new LinkedHashMap<>();
    boolean inside = false;
    for (String line : Files.readAllLines(ROOT.resolve("docker/Dockerfile"))) {
      inside = line.startsWith("ENV ") || (inside && line.startsWith("    "));
      Matcher matcher = ENV_LINE.matcher(line);
      if (inside && matcher.find()) {
        environment.put(matcher.group(1), matcher.group(2));
      }
    }
    return environment;
  }

  /** Copies what is mounted, with addresses and paths as they are here, and makes its volumes. */
  private void prepare(ComposeService service) throws IOException {
    Files.createDirectories(local(service, HOME));
    for (Mount mount : service.mounts()) {
      Path here = local(service, mount.target());
      if (!mount.isBound()) {
        Files.createDirectories(here);
        continue;
      }
      Path source = compose.folder().resolve(mount.source()).normalize();
      try (Stream<Path> files = Files.walk(source)) {
        for (Path file : files.filter(Files::isRegularFile).toList()) {
          Path copy = here.resolve(source.relativize(file).toString());
          if (source.equals(file)) {
            copy = here;
          }
          Files.createDirectories(copy.getParent());
          Files.writeString(copy, translated(service, Files.readString(file)));
          if (Files.isExecutable(file) && !copy.toFile().setExecutable(true)) {
            throw new IOException(copy + " cannot be made executable");
          }
        }
      }
    }
  }

  /** Where a path of a container is: a volume is shared by those that mount it. */
  private Path local(ComposeService service, String path) {
    for (Mount mount : service.mounts()) {
      if (mount.target().equals(path) && !mount.isBound()) {
        return folder.resolve("volumes").resolve(mount.source());
      }
    }
    return folder.resolve("containers").resolve(service.name()).resolve(path.substring(1));
  }

  /** A text of a container, with the addresses and paths that they have here. */
  private String translated(ComposeService service, String text) {
    String here = text.replace("localhost:", service.name() + ":");
    for (String name : compose.services().keySet()) {
      here =
          Pattern.compile("(?<![\\w.-])" + Pattern.quote(name) + ":(\\d{4,5})\\b")
              .matcher(here)
              .replaceAll(match -> "127.0.0.1:" + port(name, Integer.parseInt(match.group(1))));
    }
    List<String> paths = new ArrayList<>(List.of(HOME));
    service.mounts().forEach(mount -> paths.add(mount.target()));
    paths.sort(Comparator.comparing(String::length).reversed());
    for (String path : paths.stream().distinct().toList()) {
      here =
          Pattern.compile("(?<![\\w./-])" + Pattern.quote(path) + "(?![\\w.-])")
              .matcher(here)
              .replaceAll(Matcher.quoteReplacement(local(service, path).toString()));
    }
    return here;
  }

  private Path logFile(String service) {
    return folder.resolve(service + ".log");
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException("no free port", e);
    }
  }

  @Override
  public void close() {
    for (Process process : processes.values()) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    for (Process process : processes.values()) {
      try {
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
        }
      } catch (InterruptedException e) {
        process.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
    kafka.close();
  }
}
