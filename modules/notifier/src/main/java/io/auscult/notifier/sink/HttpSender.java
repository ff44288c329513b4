/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.cli.OneLine;
import io.auscult.notifier.settings.Connection;
import io.auscult.notifier.settings.SecretFile;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Sends HTTP requests, one at a time, and says what became of them. */
final class HttpSender {

  /** Of an answer that is no success, shown to a person. */
  private static final int MOST_SHOWN = 200;

  private final Connection connection;
  private final Map<String, SecretFile> headers;
  private @Nullable HttpClient client;

  /**
   * @param headers sent with each request
   */
  HttpSender(Connection connection, Map<String, SecretFile> headers) {
    this.connection = connection;
    this.headers = headers;
  }

  void get(URI uri) throws DeliveryException, InterruptedException {
    send(HttpRequest.newBuilder(uri).GET());
  }

  /**
   * Posts, and returns when it has been taken.
   *
   * @param more headers
   */
  void post(URI uri, String contentType, byte[] body, Map<String, String> more)
      throws DeliveryException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .POST(BodyPublishers.ofByteArray(body))
            .header("Content-Type", contentType);
    more.forEach(request::header);
    send(request);
  }

  private void send(HttpRequest.Builder builder) throws DeliveryException, InterruptedException {
    for (Map.Entry<String, SecretFile> header : headers.entrySet()) {
      setHeader(builder, header.getKey(), header.getValue());
    }
    HttpRequest request = builder.timeout(connection.timeout()).build();
    CompletableFuture<HttpResponse<byte[]>> future =
        client().sendAsync(request, answer -> new FirstBytes(MOST_SHOWN));
    try {
      // The request's own timeout ends with the headers: a body can stall as well.
      HttpResponse<byte[]> answer =
          future.get(connection.timeout().toNanos(), TimeUnit.NANOSECONDS);
      HttpStatus.check(
          host(request.uri()),
          answer.statusCode(),
          answer.headers().firstValue("Retry-After").orElse(null),
          OneLine.of(new String(answer.body(), UTF_8).strip()),
          Instant.now());
    } catch (TimeoutException e) {
      throw DeliveryException.failed(noAnswer(request.uri()));
    } catch (ExecutionException e) {
      throw DeliveryException.failed(reason(request.uri(), e.getCause()));
    } finally {
      future.cancel(true);
    }
  }

  private static void setHeader(HttpRequest.Builder builder, String name, SecretFile file)
      throws DeliveryException {
    try {
      builder.setHeader(name, file.read());
    } catch (IOException e) {
      throw DeliveryException.failed("the header %s: %s".formatted(name, e.getMessage()));
    } catch (IllegalArgumentException e) {
      // Java's message has the value.
      throw DeliveryException.failed(
          "the header %s: %s is no value of a header".formatted(name, file.path()));
    }
  }

  private HttpClient client() throws DeliveryException {
    if (client == null) {
      HttpClient.Builder builder =
          HttpClient.newBuilder()
              .version(Version.HTTP_1_1)
              .followRedirects(Redirect.NEVER)
              .connectTimeout(connection.timeout());
      if (connection.caFile() != null) {
        builder.sslContext(TrustedCertificates.context(connection.caFile()));
      }
      client = builder.build();
    }
    return client;
  }

  private String noAnswer(URI uri) {
    Duration timeout = connection.timeout();
    return "%s does not answer within %s s".formatted(host(uri), timeout.toMillis() / 1000.0);
  }

  private String reason(URI uri, @Nullable Throwable cause) {
    if (cause instanceof HttpTimeoutException) {
      return noAnswer(uri);
    }
    if (cause instanceof ConnectException) {
      return cause.getCause() instanceof UnresolvedAddressException
          ? "%s: nobody knows that host".formatted(host(uri))
          : "%s: nobody listens there".formatted(host(uri));
    }
    return "%s: %s"
        .formatted(
            host(uri),
            cause == null
                ? "no answer"
                : OneLine.of(
                    cause.getClass().getSimpleName() + " " + String.valueOf(cause.getMessage())));
  }

  /** Without the path, which can be a secret. */
  static String host(URI uri) {
    return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
  }
}
