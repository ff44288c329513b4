/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ProcessRole;
import org.apache.kafka.server.fault.FaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** One KRaft node inside this JVM: a broker, a controller, or both in one. */
final class KafkaNode implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaNode.class);
  private static final Duration SHUTDOWN_WITHIN = Duration.ofSeconds(15);

  private final Path folder;
  private final String clusterId;
  private final FolderLock lock;
  private final @Nullable ControllerServer controller;
  private final @Nullable BrokerServer broker;

  private KafkaNode(
      Path folder, Properties settings, String newClusterId, BoundSockets sockets, FolderLock lock)
      throws Exception {
    this.folder = folder;
    this.lock = lock;
    KafkaConfig config = KafkaConfig.fromProps(settings, false);
    format(folder, config.nodeId(), newClusterId);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> formatted =
        KafkaRaftServer.initializeLogDirs(config, LOG, "");
    clusterId = formatted._1().clusterId().orElseThrow();
    SharedServer shared =
        new SharedServer(
            config,
            formatted._1(),
            Time.SYSTEM,
            Server.initializeMetrics(config, Time.SYSTEM, clusterId),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            List.of(),
            (name, fatal, action) -> logOnly(name, action),
            sockets);
    controller =
        config.processRoles().contains(ProcessRole.ControllerRole)
            ? new ControllerServer(shared, KafkaRaftServer.configSchema(), formatted._2())
            : null;
    broker =
        config.processRoles().contains(ProcessRole.BrokerRole) ? new BrokerServer(shared) : null;
  }

  /**
   * Starts a node and waits until it is up; a broker is then known to the controller.
   *
   * @param folder absolute; created and formatted if need be
   * @param newClusterId for a folder that is not formatted yet
   * @param sockets bound to the ports of the settings' listeners; closed when the node is
   * @throws IOException if it cannot start, in one line; nothing is left behind then
   */
  static KafkaNode start(
      Path folder, Properties settings, String newClusterId, BoundSockets sockets)
      throws IOException {
    try {
      FolderLock lock = FolderLock.acquire(folder);
      try {
        return start(folder, settings, newClusterId, sockets, lock);
      } catch (Throwable e) {
        lock.close();
        throw e;
      }
    } catch (Throwable e) {
      sockets.close();
      throw e;
    }
  }

  private static KafkaNode start(
      Path folder, Properties settings, String newClusterId, BoundSockets sockets, FolderLock lock)
      throws IOException {
    KafkaNode node = null;
    try {
      node = new KafkaNode(folder, settings, newClusterId, sockets, lock);
      if (node.controller != null) {
        node.controller.startup();
      }
      if (node.broker != null) {
        node.broker.startup();
      }
      return node;
    } catch (Exception e) {
      if (node != null) {
        node.close();
      }
      throw notStarted(folder, e);
    }
  }

  /** Says in one line why Kafka does not start. */
  static IOException notStarted(Path folder, Exception cause) {
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    Throwable root = cause;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String reason = root.getMessage() == null ? root.toString() : root.getMessage();
    return new IOException(
        "The embedded Kafka in %s does not start: %s".formatted(folder, reason), cause);
  }

  private static void format(Path folder, int nodeId, String clusterId) throws Exception {
    if (Files.exists(folder.resolve("meta.properties"))) {
      return;
    }
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, "UTF-8"))
        .setNodeId(nodeId)
        .setClusterId(clusterId)
        .setControllerListenerName(NodeSettings.CONTROLLER)
        .setMetadataLogDirectory(folder.toString())
        .addDirectory(folder.toString())
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

  String clusterId() {
    return clusterId;
  }

  /**
   * Stops the node and its threads, within 15 seconds; again: does nothing. (Two daemon threads of
   * Kafka's process-wide metrics registry stay for the next one.)
   */
  @Override
  public void close() {
    within(SHUTDOWN_WITHIN, () -> shutDown(SHUTDOWN_WITHIN.dividedBy(2)));
  }

  /**
   * Stops a broker as if its process had been killed, as far as the others can tell: its
   * connections break, and the controller hears nothing more of it. Its files are closed, but it
   * will find its folder left in disorder.
   */
  void kill() {
    within(SHUTDOWN_WITHIN, this::breakDown);
  }

  private void breakDown() {
    if (broker == null) {
      throw new IllegalStateException("Only a broker can be killed");
    }
    broker.socketServer().stopProcessingRequests();
    try {
      broker.lifecycleManager().close();
      shutDown(Duration.ZERO);
      Files.deleteIfExists(folder.resolve(".kafka_cleanshutdown"));
    } catch (IOException | InterruptedException e) {
      LOG.warn("The embedded Kafka in {} was not killed as it should be", folder, e);
    }
  }

  /**
   * @param handOver how long the broker may take to hand its partitions over to others
   */
  private void shutDown(Duration handOver) {
    // The controller last: the broker needs it to leave in order.
    if (broker != null) {
      broker.shutdown(handOver);
    }
    if (controller != null) {
      controller.shutdown();
    }
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("Cannot release the lock of the folder {}", folder, e);
    }
  }

  private void within(Duration limit, Runnable shutdown) {
    Thread thread = new Thread(shutdown, "embedded-kafka-shutdown");
    thread.setDaemon(true);
    thread.start();
    try {
      thread.join(limit.toMillis());
      if (thread.isAlive()) {
        LOG.warn("The embedded Kafka in {} did not stop within {}", folder, limit);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
