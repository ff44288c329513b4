/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import static io.auscult.sandbox.NodeSettings.BROKER;
import static io.auscult.sandbox.NodeSettings.CONTROLLER;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;

/**
 * A Kafka cluster of several brokers inside this JVM, on 127.0.0.1 only, whose brokers can be lost
 * and come back: for tests of what must survive that.
 *
 * <p>Topics, offsets and the state of transactions have three copies (where there are three
 * brokers), of which two must have what is acknowledged. A controller apart from the brokers keeps
 * running, so any of them may be stopped, also several at once. Once {@link #start(Path, int)}
 * returns the cluster can do what {@link EmbeddedKafka} can. A broker that is killed is missed
 * after 4 s; an open transaction is aborted at most 1 s after its timeout.
 *
 * <p>The nodes are the brokers, numbered from 1: {@code Node.id()} as clients see it. Thread-safe:
 * one thread may stop and start nodes while others use the cluster.
 */
public final class EmbeddedCluster implements AutoCloseable {

  private final Path folder;
  private final KafkaNode controller;
  private final int controllerPort;

  /** By node - 1; 0 before its first start. */
  private final int[] ports;

  private final Map<Integer, KafkaNode> running = new TreeMap<>();

  private EmbeddedCluster(Path folder, int nodes, KafkaNode controller, int controllerPort) {
    this.folder = folder;
    this.controller = controller;
    this.controllerPort = controllerPort;
    ports = new int[nodes];
  }

  /**
   * Starts a cluster and waits until it is ready (about five seconds).
   *
   * @param dataFolder where each node keeps its logs in a folder of its own; created if missing.
   *     One that was used before is opened again, with at least as many nodes
   * @param nodes how many brokers, at least 1
   * @throws IOException if it cannot start, for example because the folder is used by another one
   *     or cannot be written; the message is one line
   */
  public static EmbeddedCluster start(Path dataFolder, int nodes) throws IOException {
    if (nodes < 1) {
      throw new IllegalArgumentException("a cluster needs at least one node, not " + nodes);
    }
    Path folder = dataFolder.toAbsolutePath();
    Path controllerFolder = folder.resolve("controller");
    BoundSockets sockets = BoundSockets.bind(Map.of(CONTROLLER, 0));
    int port = sockets.port(CONTROLLER);
    KafkaNode controller =
        KafkaNode.start(
            controllerFolder,
            NodeSettings.controller(controllerFolder, nodes, port),
            Uuid.randomUuid().toString(),
            sockets);
    EmbeddedCluster cluster = new EmbeddedCluster(folder, nodes, controller, port);
    try {
      for (int node = 1; node <= nodes; node++) {
        cluster.start(node);
      }
      ReadyCheck.run(cluster.bootstrapServers());
      return cluster;
    } catch (Exception e) {
      cluster.close();
      throw e instanceof IOException known ? known : KafkaNode.notStarted(folder, e);
    }
  }

  /** The addresses of all nodes for clients, also of those that are stopped. */
  public String bootstrapServers() {
    return Arrays.stream(ports)
        .mapToObj(port -> "127.0.0.1:" + port)
        .collect(Collectors.joining(","));
  }

  /**
   * Starts a node again, on its port and its folder, and waits until it serves clients (about four
   * seconds: the controller does not take it back before it would have missed it). Its copies catch
   * up behind that; see {@link #inSync}. A node that runs is left alone.
   *
   * @param node from 1
   * @throws PortInUseException if another program has taken its port meanwhile
   * @throws IOException if it cannot start; the message is one line
   */
  public synchronized void start(int node) throws IOException {
    check(node);
    if (running.containsKey(node)) {
      return;
    }
    Path nodeFolder = folder.resolve("node-" + node);
    BoundSockets sockets = BoundSockets.bind(Map.of(BROKER, ports[node - 1]));
    int port = sockets.port(BROKER);
    Properties settings = NodeSettings.broker(nodeFolder, node, ports.length, port, controllerPort);
    running.put(node, KafkaNode.start(nodeFolder, settings, controller.clusterId(), sockets));
    ports[node - 1] = port;
  }

  /**
   * Stops a node in order, within 15 seconds: first it hands its partitions over to others. A node
   * that is stopped is left alone.
   *
   * @param node from 1
   */
  public synchronized void stop(int node) {
    check(node);
    KafkaNode stopped = running.remove(node);
    if (stopped != null) {
      stopped.close();
    }
  }

  /**
   * Stops a node as if its process had been killed, as far as the others can tell: connections
   * break at once, its partitions are led by others only when the controller misses it, and it
   * finds its files unclean at its next start. (What it wrote is there, as in the page cache of a
   * system that lives on.) A node that is stopped is left alone.
   *
   * @param node from 1
   */
  public synchronized void kill(int node) {
    check(node);
    KafkaNode killed = running.remove(node);
    if (killed != null) {
      killed.kill();
    }
  }

  /** Whether every copy of every partition, of Kafka's own topics too, is up to date now. */
  public boolean inSync() {
    return InSyncCheck.run(bootstrapServers());
  }

  /** Stops all nodes, within 30 seconds; again: does nothing. */
  @Override
  public synchronized void close() {
    CompletableFuture.allOf(
            running.values().stream()
                .map(node -> CompletableFuture.runAsync(node::close, EmbeddedCluster::inAThread))
                .toArray(CompletableFuture<?>[]::new))
        .join();
    running.clear();
    controller.close();
  }

  private static void inAThread(Runnable closing) {
    new Thread(closing, "embedded-cluster-close").start();
  }

  private void check(int node) {
    if (node < 1 || node > ports.length) {
      throw new IllegalArgumentException(
          "the nodes are 1 to %d, there is no %d".formatted(ports.length, node));
    }
  }
}
