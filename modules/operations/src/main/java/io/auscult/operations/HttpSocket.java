/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.server.AbstractConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;

/**
 * Where a server will listen, bound before the server exists: a port in use is then one clear error
 * and no half a server.
 */
public final class HttpSocket {

  private final ServerSocketChannel channel;

  private HttpSocket(ServerSocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the address.
   *
   * @throws CannotListenException if the port is in use, or the address not one of this host
   */
  public static HttpSocket bind(ListenAddress address) throws CannotListenException {
    try {
      ServerSocketChannel socket = ServerSocketChannel.open();
      try {
        return new HttpSocket(socket.bind(address.socketAddress()));
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CannotListenException(address, e);
    }
  }

  /**
   * Lets a server that is being made listen here.
   *
   * @param name of its threads
   * @param threads the most there are
   * @param tls null for plain HTTP
   */
  public void serve(
      JavalinConfig config, String name, int threads, SslContextFactory.@Nullable Server tls) {
    QueuedThreadPool pool = new QueuedThreadPool(threads, 1);
    pool.setName(name);
    pool.setDaemon(true);
    config.jetty.threadPool = pool;
    config.jetty.addConnector((server, http) -> connector(server, http, tls));
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
  }

  private ServerConnector connector(
      Server server, HttpConfiguration http, SslContextFactory.@Nullable Server tls) {
    HttpConnectionFactory factory = new HttpConnectionFactory(http);
    ServerConnector connector;
    if (tls == null) {
      connector = new ServerConnector(server, 1, 1, factory);
    } else {
      // By address or by any of its names: the certificate decides what the browser trusts.
      SecureRequestCustomizer customizer = new SecureRequestCustomizer();
      customizer.setSniHostCheck(false);
      http.addCustomizer(customizer);
      connector =
          new ServerConnector(server, 1, 1, AbstractConnectionFactory.getFactories(tls, factory));
    }
    try {
      connector.open(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }
}
