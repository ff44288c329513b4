/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A webhook's receiver that does what it is told to, and otherwise takes everything. */
public final class Receiver implements AutoCloseable {

  /**
   * A request as it came.
   *
   * @param status that it was answered with; 0 if it was not
   */
  public record Request(String path, String body, Map<String, List<String>> headers, int status) {

    public JsonNode json() {
      try {
        return new ObjectMapper().readTree(body);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    public String header(String name) {
      return headers.get(name).get(0);
    }
  }

  /** How it answers one request. */
  private interface Answer {
    /** Returns the status, 0 for none. */
    int give(HttpExchange exchange) throws IOException, InterruptedException;
  }

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile int status = 204;

  private Receiver(HttpServer server) {
    this.server = server;
  }

  public static Receiver start() throws IOException {
    return start(0);
  }

  public static Receiver start(int port) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    Receiver receiver = new Receiver(server);
    server.setExecutor(receiver.threads);
    server.createContext("/", receiver::take);
    server.start();
    return receiver;
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Answer answer = answers.poll();
    int given;
    try {
      given = answer == null ? send(exchange, status, "") : answer.give(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    requests.add(
        new Request(
            exchange.getRequestURI().getPath(),
            body,
            Map.copyOf(exchange.getRequestHeaders()),
            given));
    exchange.close();
  }

  private static int send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    return status;
  }

  /** From now on, unless told otherwise. */
  public Receiver always(int status) {
    this.status = status;
    return this;
  }

  /** The next request that has no other answer. */
  public Receiver then(int status, String body) {
    answers.add(exchange -> send(exchange, status, body));
    return this;
  }

  /** Asks for patience. */
  public Receiver thenBusy(int status, String retryAfter) {
    answers.add(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
          return send(exchange, status, "");
        });
    return this;
  }

  /** Says nothing, until this is closed. */
  public Receiver thenStall() {
    answers.add(
        exchange -> {
          closed.await();
          return 0;
        });
    return this;
  }

  /** Says that it took it, and stalls before the answer's end. */
  public Receiver thenStallInTheBody() {
    answers.add(
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          closed.await();
          return 0;
        });
    return this;
  }

  /** Cuts the connection. */
  public Receiver thenHangUp() {
    answers.add(exchange -> 0);
    return this;
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public URI url(String path) {
    return URI.create("http://127.0.0.1:%d%s".formatted(port(), path));
  }

  public List<Request> requests() {
    return new ArrayList<>(requests);
  }

  /** CloudEvents that were answered with success, in order. */
  public List<JsonNode> taken() {
    return requests().stream()
        .filter(request -> request.status() >= 200 && request.status() < 300)
        .map(Request::json)
        .toList();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
