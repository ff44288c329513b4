/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.javalin.util.JavalinException;
import java.util.Map;
import java.util.function.Supplier;
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
    HttpSocket socket = HttpSocket.bind(address);
    Javalin server =
        Javalin.create(
            config -> {
              socket.serve(config, "operations-http", THREADS, null);
              OperationsPages.add(config, probes, metrics);
              answerErrors(config);
            });
    server.start();
    return new OperationsServer(server);
  }

  private static void answerErrors(JavalinConfig config) {
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
