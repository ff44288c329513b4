/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET} and {@code HEAD} of
 *
 * <ul>
 *   <li>{@code /health/live}: 200 while the process runs or can recover by itself, 503 when only a
 *       restart helps;
 *   <li>{@code /health/ready}: 200 while it does what it is there for, otherwise 503;
 *   <li>{@code /metrics}: 200 and the metrics in Prometheus' text format.
 * </ul>
 *
 * <p>The health pages and all errors are JSON.
 */
public final class OperationsServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OperationsServer.class);
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int THREADS = 8;

  private final Javalin server;

  private OperationsServer(Javalin server) {
    this.server = server;
  }

  /**
   * Starts to answer.
   *
   * @param metrics all metrics in Prometheus' text format 0.0.4, gathered for each request
   * @throws CannotListenException if the port is in use, or the address not one of this host
   */
  public static OperationsServer start(
      ListenAddress address, Probes probes, Supplier<String> metrics) throws CannotListenException {
    ServerSocketChannel socket = bind(address);
    Javalin server =
        Javalin.create(
            config -> {
              listen(config, socket);
              answer(config, probes, metrics);
            });
    server.start();
    return new OperationsServer(server);
  }

  /** Bound before the server exists: a port in use is then one clear error and no half a server. */
  private static ServerSocketChannel bind(ListenAddress address) throws CannotListenException {
    try {
      ServerSocketChannel socket = ServerSocketChannel.open();
      try {
        return socket.bind(address.socketAddress());
      } catch (IOException e) {
        socket.close();
        throw e;
      }
    } catch (IOException e) {
      throw new CannotListenException(address, e);
    }
  }

  private static void listen(JavalinConfig config, ServerSocketChannel socket) {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
    threads.setName("operations-http");
    threads.setDaemon(true);
    config.jetty.threadPool = threads;
    config.jetty.addConnector((server, http) -> connector(server, http, socket));
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
  }

  private static ServerConnector connector(
      Server server, HttpConfiguration http, ServerSocketChannel socket) {
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    try {
      connector.open(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return connector;
  }

  private static void answer(JavalinConfig config, Probes probes, Supplier<String> metrics) {
    page(config, "/health/live", http -> send(http, probes.live()));
    page(config, "/health/ready", http -> send(http, probes.ready()));
    page(config, "/metrics", http -> http.contentType(PROMETHEUS_TEXT).result(metrics.get()));

    config.http.prefer405over404 = true;
    config.routes.error(
        HttpStatus.NOT_FOUND,
        http -> error(http, "there are /health/live, /health/ready and /metrics"));
    config.routes.error(
        HttpStatus.METHOD_NOT_ALLOWED,
        http -> error(http.header("Allow", "GET, HEAD"), "only GET and HEAD"));
    config.routes.exception(
        Exception.class,
        (e, http) -> {
          LOG.error("request failed path={}", http.path(), e);
          error(http.status(HttpStatus.INTERNAL_SERVER_ERROR), "failed: the log says why");
        });
  }

  /** Left alone, Javalin answers every HEAD of a page with 200. */
  private static void page(JavalinConfig config, String path, Handler handler) {
    config.routes.get(path, handler);
    config.routes.head(path, handler);
  }

  private static void send(Context http, Probe probe) {
    http.status(probe.isUp() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).json(probe.asSent());
  }

  private static void error(Context http, String message) {
    http.json(Map.of("error", message)).contentType(ContentType.APPLICATION_JSON);
  }

  /** The port it answers on. */
  public int port() {
    return server.port();
  }

  /** Stops at once; a request under way may not get its answer. Safe to call twice. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (JavalinException e) {
      LOG.warn("operations server did not stop in order", e);
    }
  }
}
