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

  /**
   * How it answers one request.
   *
   * @param status 0 for none
   */
  private record Answer(int status, Act act) {}

  /** What it does. */
  private interface Act {
    void on(HttpExchange exchange) throws IOException, InterruptedException;
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
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    Receiver receiver = new Receiver(server);
    server.setExecutor(receiver.threads);
    server.createContext("/", receiver::take);
    server.start();
    return receiver;
  }

  private void take(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
    Answer next = answers.poll();
    Answer answer = next == null ? saying(status, "") : next;
    // Before the answer: whoever has it finds the request here.
    requests.add(
        new Request(
            exchange.getRequestURI().getPath(),
            body,
            Map.copyOf(exchange.getRequestHeaders()),
            answer.status()));
    try {
      answer.act().on(exchange);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      exchange.close();
    }
  }

  private static Answer saying(int status, String body) {
    return new Answer(status, exchange -> send(exchange, status, body));
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** From now on, unless told otherwise. */
  public Receiver always(int status) {
    this.status = status;
    return this;
  }

  /** The next request that has no other answer. */
  public Receiver then(int status, String body) {
    answers.add(saying(status, body));
    return this;
  }

  /** Asks for patience. */
  public Receiver thenBusy(int status, String retryAfter) {
    return then(
        status,
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", retryAfter);
          send(exchange, status, "");
        });
  }

  /** Says nothing, until this is closed. */
  public Receiver thenStall() {
    return then(0, exchange -> closed.await());
  }

  /** Says that it took it, and stalls before the answer's end. */
  public Receiver thenStallInTheBody() {
    return then(
        0,
        exchange -> {
          exchange.sendResponseHeaders(200, 100);
          exchange.getResponseBody().write('x');
          exchange.getResponseBody().flush();
          closed.await();
        });
  }

  /** Cuts the connection. */
  public Receiver thenHangUp() {
    return then(0, exchange -> {});
  }

  private Receiver then(int status, Act act) {
    answers.add(new Answer(status, act));
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
