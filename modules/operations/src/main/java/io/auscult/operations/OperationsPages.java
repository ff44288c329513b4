/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.operations;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.function.Supplier;

/** The pages {@code /health/live}, {@code /health/ready} and {@code /metrics} of any server. */
public final class OperationsPages {

  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private OperationsPages() {}

  /**
   * Adds them to a server that is being made.
   *
   * @param metrics all metrics in Prometheus' text format 0.0.4, gathered for each request
   */
  public static void add(JavalinConfig config, Probes probes, Supplier<String> metrics) {
    page(config, "/health/live", http -> send(http, probes.live()));
    page(config, "/health/ready", http -> send(http, probes.ready()));
    page(config, "/metrics", http -> http.contentType(PROMETHEUS_TEXT).result(metrics.get()));
  }

  /** Left alone, Javalin answers every HEAD of a page with 200. */
  private static void page(JavalinConfig config, String path, Handler handler) {
    config.routes.get(path, handler);
    config.routes.head(path, handler);
  }

  private static void send(Context http, Probe probe) {
    http.status(probe.isUp() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE).json(probe.asSent());
  }
}
