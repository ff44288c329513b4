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
import java.util.concurrent.atomic.AtomicReference;
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
import org.jspecify.annotations.Nullable;
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
  private final ControllerServer controller;
  private final BrokerServer broker;
  private final AtomicReference<@Nullable Throwable> fault = new AtomicReference<>();

  private EmbeddedKafka(Path dataFolder, BoundSockets sockets) throws Exception {
    this.sockets = sockets;
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
            (name, fatal, action) -> faultHandler(name, action),
            sockets);
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), folder._2());
    broker = new BrokerServer(shared);
  }

  /** Starts on any free port; see {@link #start(Path, int)}. */
  public static EmbeddedKafka start(Path dataFolder) throws IOException {
    return start(dataFolder, 0);
  }

  /**
   * Starts a node and waits until it is ready (about three seconds).
   *
   * @param dataFolder where the logs are kept; created if missing
   * @param port of the broker, 0 for any free one
   * @throws PortInUseException if another program listens on the port
   * @throws IOException if the node cannot start, for example because the folder is used by another
   *     one or cannot be written
   */
  public static EmbeddedKafka start(Path dataFolder, int port) throws IOException {
    BoundSockets sockets = new BoundSockets();
    EmbeddedKafka kafka = null;
    try {
      sockets.bind(BROKER, port);
      sockets.bind(CONTROLLER, 0);
      kafka = new EmbeddedKafka(dataFolder.toAbsolutePath(), sockets);
      kafka.controller.startup();
      kafka.broker.startup();
      ReadyCheck.run(kafka.bootstrapServers(), READY_WITHIN);
      return kafka;
    } catch (PortInUseException e) {
      sockets.close();
      throw e;
    } catch (Exception e) {
      if (kafka != null) {
        kafka.close();
      }
      sockets.close();
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new IOException(
          "The embedded Kafka in %s does not start: %s".formatted(dataFolder, rootMessage(e)), e);
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
  private FaultHandler faultHandler(String name, Runnable action) {
    return (message, exception) -> {
      LOG.error("Fault in Kafka's {}: {}", name, message, exception);
      fault.compareAndSet(null, exception == null ? new IllegalStateException(message) : exception);
      action.run();
      return new IllegalStateException(name + ": " + message, exception);
    };
  }

  /** The address for clients: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + sockets.port(BROKER);
  }

  /** Stops the node and its threads, within 20 seconds; again: does nothing. */
  @Override
  public void close() {
    Thread shutdown =
        new Thread(
            () -> {
              // The controller last: the broker needs it to leave in order.
              broker.shutdown(SHUTDOWN_WITHIN.dividedBy(2));
              controller.shutdown();
            },
            "embedded-kafka-shutdown");
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

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.toString() : root.getMessage();
  }
}
