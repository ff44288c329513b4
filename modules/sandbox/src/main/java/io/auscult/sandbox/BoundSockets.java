/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.sandbox;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The listeners' sockets, bound before Kafka starts: so a port is known before it is written into
 * the configuration, cannot be taken by another program in between, and one in use is noticed
 * before anything has begun.
 */
final class BoundSockets implements ServerSocketFactory, AutoCloseable {

  private static final int BACKLOG = 50;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final Map<String, ServerSocketChannel> waiting = new ConcurrentHashMap<>();
  private final Map<String, Integer> ports = new HashMap<>();

  private BoundSockets() {}

  /**
   * Binds listeners to 127.0.0.1.
   *
   * @param ports of the listeners by name, 0 for any free one
   * @throws PortInUseException if another program listens on one of them; none is bound then
   */
  static BoundSockets bind(Map<String, Integer> ports) throws IOException {
    BoundSockets sockets = new BoundSockets();
    try {
      for (Map.Entry<String, Integer> listener : ports.entrySet()) {
        sockets.bind(listener.getKey(), listener.getValue());
      }
      return sockets;
    } catch (Throwable e) {
      sockets.close();
      throw e;
    }
  }

  private void bind(String listener, int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.configureBlocking(false);
      channel.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), BACKLOG);
    } catch (BindException e) {
      channel.close();
      throw new PortInUseException(port, e);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    waiting.put(listener, channel);
    ports.put(listener, channel.socket().getLocalPort());
  }

  int port(String listener) {
    Integer port = ports.get(listener);
    if (port == null) {
      throw new IllegalArgumentException("No listener " + listener);
    }
    return port;
  }

  /** Hands a socket over to Kafka, which closes it. */
  @Override
  public ServerSocketChannel openServerSocket(
      String listener, InetSocketAddress address, int backlog, int receiveBuffer)
      throws IOException {
    ServerSocketChannel channel = waiting.remove(listener);
    if (channel == null) {
      throw new IOException("The listener " + listener + " was opened before");
    }
    return channel;
  }

  /** Closes the sockets that Kafka did not take. */
  @Override
  public void close() throws IOException {
    for (ServerSocketChannel channel : waiting.values()) {
      channel.close();
    }
  }
}
