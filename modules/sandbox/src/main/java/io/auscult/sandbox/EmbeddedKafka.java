/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import static io.auscult.sandbox.NodeSettings.BROKER;
import static io.auscult.sandbox.NodeSettings.CONTROLLER;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.Uuid;

/**
 * A real Kafka node (KRaft: broker and controller in one) inside this JVM, on 127.0.0.1 only.
 *
 * <p>Once {@link #start} returns it can produce (in transactions), consume ({@code read_committed})
 * and commit. Topics are not created by themselves. A folder may be opened again after {@link
 * #close}: topics and offsets are still there. A fault inside Kafka never ends the process.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private final BoundSockets sockets;
  private final KafkaNode node;

  private EmbeddedKafka(BoundSockets sockets, KafkaNode node) {
    this.sockets = sockets;
    this.node = node;
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
    BoundSockets sockets = BoundSockets.bind(Map.of(BROKER, port, CONTROLLER, 0));
    Properties settings =
        NodeSettings.single(folder, sockets.port(BROKER), sockets.port(CONTROLLER));
    return start(folder, sockets, settings);
  }

  /**
   * Starts a node that has further listeners, for clients that say who they are and may do what
   * access control lists let them. Those of the first listener may do everything.
   *
   * @param securities one for each further listener
   */
  public static EmbeddedKafka startSecured(Path dataFolder, ListenerSecurity... securities)
      throws IOException {
    Path folder = dataFolder.toAbsolutePath();
    Map<String, Integer> ports = new HashMap<>(Map.of(BROKER, 0, CONTROLLER, 0));
    for (int i = 0; i < securities.length; i++) {
      ports.put(NodeSettings.secured(i), 0);
    }
    BoundSockets sockets = BoundSockets.bind(ports);
    Properties settings =
        NodeSettings.single(folder, sockets.port(BROKER), sockets.port(CONTROLLER));
    for (int i = 0; i < securities.length; i++) {
      String name = NodeSettings.secured(i);
      NodeSettings.secure(settings, name, sockets.port(name), securities[i]);
    }
    return start(folder, sockets, settings);
  }

  private static EmbeddedKafka start(Path folder, BoundSockets sockets, Properties settings)
      throws IOException {
    KafkaNode node = KafkaNode.start(folder, settings, Uuid.randomUuid().toString(), sockets);
    try {
      EmbeddedKafka kafka = new EmbeddedKafka(sockets, node);
      ReadyCheck.run(kafka.bootstrapServers());
      return kafka;
    } catch (Exception e) {
      node.close();
      throw KafkaNode.notStarted(folder, e);
    }
  }

  /** The address for clients: {@code 127.0.0.1:port}. */
  public String bootstrapServers() {
    return "127.0.0.1:" + sockets.port(BROKER);
  }

  /** The address for clients that say who they are, of a node that asks. */
  public String securedBootstrapServers() {
    return securedBootstrapServers(0);
  }

  /**
   * As above, of a node with several such listeners.
   *
   * @param listener from 0, in the order in which they were given
   */
  public String securedBootstrapServers(int listener) {
    return "127.0.0.1:" + sockets.port(NodeSettings.secured(listener));
  }

  /**
   * Stops the node and its threads, within 15 seconds; again: does nothing. (Two daemon threads of
   * Kafka's process-wide metrics registry stay for the next one.)
   */
  @Override
  public void close() {
    node.close();
  }
}
