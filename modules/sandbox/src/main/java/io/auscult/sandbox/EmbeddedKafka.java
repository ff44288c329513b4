/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import static io.auscult.sandbox.BrokerSettings.BROKER;
import static io.auscult.sandbox.BrokerSettings.CONTROLLER;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.fault.FaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A real Kafka node (KRaft: broker and controller in one) inside this JVM, on 127.0.0.1 only.
 *
 * <p>Once {@link #start} returns it can produce (in transactions), consume ({@code read_committed})
 * and commit. Topics are not created by themselves. A folder may be opened again after {@link
 * #close}: topics and offsets are still there. A fault inside Kafka never ends the process.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration SHUTDOWN_WITHIN = Duration.ofSeconds(20);

  private final BoundSockets sockets;
  private final FolderLock lock;
  private final ControllerServer controller;
  private final BrokerServer broker;

  private EmbeddedKafka(Path dataFolder, BoundSockets sockets, FolderLock lock) throws Exception {
    this.sockets = sockets;
    this.lock = lock;
    int controllerPort = sockets.port(CONTROLLER);
    KafkaConfig config =
        KafkaConfig.fromProps(
            BrokerSettings.of(dataFolder, sockets.port(BROKER), controllerPort), false);
    format(dataFolder);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> folder =
        KafkaRaftServer.initializeLogDirs(config, LOG, "");
    SharedServer shared =
        new SharedServer(
            config,
            folder._1(),
            Time.SYSTEM,
            Server.initializeMetrics(config, Time.SYSTEM, folder._1().clusterId().orElseThrow()),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            (name, fatal, action) -> logOnly(name, action),
            sockets);
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), folder._2());
    broker = new BrokerServer(shared);
  }

  /** Starts on any free port; see {@link #start(Path, int)}. */
  public static EmbeddedKafka start(Path dataFolder) throws IOException {
    return start(dataFolder, 0);
  }

  /**
   * Starts a node and waits until it is ready (two to four seconds).
   *
   * @param dataFolder where the logs are kept; created if missing
   * @param port of the broker, 0 for any free one
   * @throws PortInUseException if another program listens on the port
   * @throws IOException if the node cannot start, for example because the folder is used by another
   *     one or cannot be written; the message is one line
   */
  public static EmbeddedKafka start(Path dataFolder, int port) throws IOException {
    Path folder = dataFolder.toAbsolutePath();
    BoundSockets sockets = new BoundSockets();
    try {
      sockets.bind(BROKER, port);
      sockets.bind(CONTROLLER, 0);
      FolderLock lock = FolderLock.acquire(folder);
      try {
        return start(folder, sockets, lock);
      } catch (Throwable e) {
        lock.close();
        throw e;
      }
    } catch (Throwable e) {
      sockets.close();
      throw e;
    }
  }

  private static EmbeddedKafka start(Path folder, BoundSockets sockets, FolderLock lock)
      throws IOException {
    EmbeddedKafka kafka = null;
    try {
      kafka = new EmbeddedKafka(folder, sockets, lock);
      kafka.controller.startup();
      kafka.broker.startup();
      ReadyCheck.run(kafka.bootstrapServers(), READY_WITHIN);
      return kafka;
    } catch (Exception e) {
      if (kafka != null) {
        kafka.close();
      }
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new IOException(
          "The embedded Kafka in %s does not start: %s".formatted(folder, rootMessage(e)), e);
    }
  }

  private static void format(Path dataFolder) throws Exception {
    Files.createDirectories(dataFolder);
    if (Files.exists(dataFolder.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, "UTF-8"))
        .setNodeId(BrokerSettings.NODE_ID)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName(CONTROLLER)
        .setMetadataLogDirectory(dataFolder.toString())
        .addDirectory(dataFolder.toString())
        .run();
  }

  /** Kafka's own handler of fatal faults halts the process. */
  private static FaultHandler logOnly(String name, Runnable action) {
    return (message, exception) -> {
      LOG.error("Fault in Kafka's {}: {}", name, message, exception);
      action.run();
      return new IllegalStateException(name + ": " + message, exception);
    };
  }

  /** The address for clients: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + sockets.port(BROKER);
  }

  /**
   * Stops the node and its threads, within 20 seconds; again: does nothing. (Two daemon threads of
   * Kafka's process-wide metrics registry stay for the next one.)
   */
  @Override
  public void close() {
    Thread shutdown = new Thread(this::shutDown, "embedded-kafka-shutdown");
    shutdown.setDaemon(true);
    shutdown.start();
    try {
      shutdown.join(SHUTDOWN_WITHIN.toMillis());
      if (shutdown.isAlive()) {
        LOG.warn("The embedded Kafka did not stop within {}", SHUTDOWN_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void shutDown() {
    // The controller last: the broker needs it to leave in order.
    broker.shutdown(SHUTDOWN_WITHIN.dividedBy(2));
    controller.shutdown();
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("Cannot release the lock of the data folder", e);
    }
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
