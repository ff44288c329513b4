/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.promotion.PromotionTrial;
import io.auscult.console.promotion.Promotions;
import io.auscult.console.security.Access;
import io.auscult.console.security.AuditLog;
import io.auscult.console.security.Sessions;
import io.auscult.console.sound.LiveSound;
import io.auscult.console.sound.NormalSounds;
import io.auscult.console.sound.SoundArchive;
import io.auscult.console.sound.SoundException;
import io.auscult.console.state.Fleet;
import io.auscult.console.state.TopicFollower;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.operations.CannotListenException;
import io.auscult.operations.HttpSocket;
import io.auscult.operations.ListenAddress;
import io.auscult.operations.MetricsRegistry;
import io.auscult.operations.OperationsPages;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpResponseException;
import io.javalin.http.HttpStatus;
import io.javalin.json.JavalinJackson;
import io.javalin.util.JavalinException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers browsers and programs: the page, the API, health and metrics. */
public final class ConsoleServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);

  /** Each open page holds one. */
  private static final int THREADS = Events.MOST_PAGES + 24;

  private static final long LARGEST_REQUEST = 64 * 1024;

  private static final Map<String, String> SECURITY_HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'self'; img-src 'self' data:;"
              + " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin");

  private final Javalin server;
  private final Events events;
  private final Promotions promotions;

  private ConsoleServer(Javalin server, Events events, Promotions promotions) {
    this.server = server;
    this.events = events;
    this.promotions = promotions;
  }

  /**
   * Starts to answer.
   *
   * @throws CannotListenException if the port is in use, or the address not one of this host
   */
  public static ConsoleServer start(
      ListenAddress address,
      Access access,
      Fleet fleet,
      TopicFollower follower,
      SoundArchive archive,
      LiveSound live,
      MachineRegistry registry,
      LabelBook labels,
      ModelReleases releases,
      PromotionTrial trial,
      MetricsRegistry metrics,
      Clock clock)
      throws CannotListenException {
    AuditLog audit = new AuditLog();
    Sessions sessions = new Sessions(clock);
    Guard guard = new Guard(access, sessions, audit);
    FleetApi fleetApi = new FleetApi(fleet, follower);
    Events events = new Events(fleet, fleetApi);
    Promotions promotions = new Promotions(releases, trial, audit, clock);
    MachineApi machines =
        new MachineApi(fleet, archive, live, new NormalSounds(archive), registry, audit);
    List<Operation> operations = new ArrayList<>();
    operations.addAll(new SessionApi(access, sessions, guard, audit).operations());
    operations.addAll(fleetApi.operations());
    operations.addAll(machines.operations());
    operations.addAll(new AnomalyApi(fleet, archive, machines, labels, audit).operations());
    operations.addAll(new ModelApi(fleet, releases, promotions, audit).operations());
    ConsoleMetrics.bind(metrics.meters(), fleet, events);

    HttpSocket socket = HttpSocket.bind(address);
    Javalin server =
        Javalin.create(
            config -> {
              socket.serve(config, "console-http", THREADS, tls(access.tls()));
              config.jsonMapper(new JavalinJackson(Json.mapper(), false));
              config.http.maxRequestSize = LARGEST_REQUEST;
              config.http.prefer405over404 = true;
              config.routes.before(
                  http -> {
                    SECURITY_HEADERS.forEach(http::header);
                    if (access.tls() != null) {
                      http.header("Strict-Transport-Security", "max-age=31536000");
                    }
                    if (http.path().startsWith(Operation.ROOT)) {
                      http.header("Cache-Control", "no-store");
                    }
                  });
              OperationsPages.add(config, new ConsoleProbes(fleet, follower), metrics::scrape);
              PageFiles.add(config);
              serve(config, operations, guard, events);
              answerErrors(config);
            });
    server.start();
    return new ConsoleServer(server, events, promotions);
  }

  private static SslContextFactory.@Nullable Server tls(Access.@Nullable Tls tls) {
    if (tls == null) {
      return null;
    }
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStorePath(tls.keystore().toAbsolutePath().toString());
    factory.setKeyStorePassword(tls.password());
    return factory;
  }

  private static void serve(
      JavalinConfig config, List<Operation> operations, Guard guard, Events events) {
    Operation stream =
        Operation.bytes(
            "/events",
            "What changes, as server-sent events: status and tiles, once a second.",
            List.of(),
            "text/event-stream",
            http -> {});
    List<Operation> all = new ArrayList<>(operations);
    all.add(stream);
    Map<String, Object> document = OpenApi.document(all);
    for (Operation operation : all) {
      config.routes.before(
          operation.fullPath(),
          http -> {
            if (http.method().equals(operation.method())) {
              guard.check(operation, http);
            }
          });
    }
    for (Operation operation : operations) {
      config.routes.addHttpHandler(operation.method(), operation.fullPath(), operation.handler());
    }
    config.routes.sse(stream.fullPath(), events::serve);
    config.routes.addHttpHandler(
        HandlerType.GET, Operation.ROOT + "/openapi.json", http -> http.json(document));
  }

  private static void answerErrors(JavalinConfig config) {
    config.routes.exception(
        ApiException.class, (e, http) -> error(http, e.status(), e.getMessage()));
    config.routes.exception(
        SoundException.class,
        (e, http) ->
            error(
                http,
                e.reason() == SoundException.Reason.GONE
                    ? HttpStatus.NOT_FOUND
                    : HttpStatus.SERVICE_UNAVAILABLE,
                e.getMessage()));
    config.routes.exception(
        BrokerUnavailableException.class,
        (e, http) -> error(http, HttpStatus.SERVICE_UNAVAILABLE, e.getMessage()));
    config.routes.exception(
        IllegalArgumentException.class,
        (e, http) -> error(http, HttpStatus.BAD_REQUEST, e.getMessage()));
    config.routes.exception(
        HttpResponseException.class,
        (e, http) -> error(http, HttpStatus.forStatus(e.getStatus()), e.getMessage()));
    config.routes.exception(
        Exception.class,
        (e, http) -> {
          LOG.error("request failed path={}", http.path(), e);
          error(http, HttpStatus.INTERNAL_SERVER_ERROR, "failed: the log says why");
        });
    config.routes.error(
        HttpStatus.NOT_FOUND,
        http -> {
          if (http.result() == null || "Not Found".equals(http.result())) {
            error(http, HttpStatus.NOT_FOUND, "there is nothing at " + http.path());
          }
        });
  }

  private static void error(Context http, HttpStatus status, @Nullable String message) {
    http.status(status).json(new ErrorJson(message == null ? status.getMessage() : message));
  }

  /** The port it answers on. */
  public int port() {
    return server.port();
  }

  /** Stops; pages that are open are let go. Safe to call twice. */
  @Override
  public void close() {
    events.close();
    promotions.close();
    try {
      server.stop();
    } catch (JavalinException e) {
      LOG.warn("console server did not stop in order", e);
    }
  }
}
