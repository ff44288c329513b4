/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers like a schema registry in a trouble that a real one cannot be brought into (the system
 * tests have a real one).
 */
final class ScriptedRegistry implements AutoCloseable {

  /**
   * What somebody asked.
   *
   * @param what like {@code GET /schemas/ids/7}
   */
  record Question(String what, String body, @Nullable String authorization) {}

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Question> questions = new CopyOnWriteArrayList<>();

  private ScriptedRegistry(HttpServer server) {
    this.server = server;
  }

  static ScriptedRegistry start() throws IOException {
    ScriptedRegistry registry =
        new ScriptedRegistry(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    registry.server.createContext("/", registry::answer);
    registry.server.start();
    return registry;
  }

  /** The next answer; the last one is given again and again. */
  ScriptedRegistry then(int status, String body) {
    answers.add(new Answer(status, body.replace('\'', '"')));
    return this;
  }

  private synchronized void answer(HttpExchange exchange) throws IOException {
    questions.add(
        new Question(
            exchange.getRequestMethod() + " " + exchange.getRequestURI(),
            new String(exchange.getRequestBody().readAllBytes(), UTF_8),
            exchange.getRequestHeaders().getFirst("Authorization")));
    Answer answer = answers.size() > 1 ? answers.remove() : answers.element();
    byte[] body = answer.body().getBytes(UTF_8);
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  List<Question> questions() {
    return questions;
  }

  String asked() {
    return questions.stream().map(Question::what).collect(Collectors.joining(", "));
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/api";
  }

  Map<String, Object> settings() {
    return Map.of(RegistrySettings.URL, url());
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
