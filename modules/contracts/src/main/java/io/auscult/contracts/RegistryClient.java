/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * Speaks the Confluent Schema Registry's REST API, which Apicurio, Karapace and Redpanda have as
 * well. Asks once, and remembers nothing. Thread-safe.
 */
final class RegistryClient {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(3);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int NO_SUBJECT = 40401;
  private static final int NO_SCHEMA = 40403;
  private static final int MESSAGE_SHOWN = 300;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistrySettings settings;
  private final HttpClient http;

  RegistryClient(RegistrySettings settings) {
    this.settings = settings;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_WITHIN)
            .sslContext(settings.sslContext())
            .build();
  }

  /** An answer that is JSON. */
  private record Answer(URI url, int status, JsonNode body) {
    int errorCode() {
      return body.path("error_code").asInt();
    }

    String message() {
      String message = body.path("message").asText("").replaceAll("\\s+", " ").strip();
      return message.length() > MESSAGE_SHOWN
          ? message.substring(0, MESSAGE_SHOWN) + "..."
          : message;
    }
  }

  /**
   * The id of a schema under a subject; where it is not there yet, it is registered, unless the
   * settings forbid it.
   *
   * @param schema in JSON
   * @throws SchemaRegistryException if there is no answer, or none with an id
   */
  int id(String subject, String schema) {
    String path = "/subjects/" + URLEncoder.encode(subject, UTF_8);
    String body = write(Map.of("schema", schema));
    Answer answer = ask(settings.registers() ? path + "/versions" : path, body);
    if (answer.status() == 200 && answer.body().path("id").isInt()) {
      return answer.body().path("id").asInt();
    }
    if (answer.status() == 409) {
      throw refused(
          answer,
          "refuses the schema of %s as incompatible with what is there: %s"
              .formatted(subject, answer.message()));
    }
    if (answer.errorCode() == NO_SUBJECT || answer.errorCode() == NO_SCHEMA) {
      throw refused(
          answer,
          "does not have the schema of %s: register it, or leave out %s=false"
              .formatted(subject, RegistrySettings.REGISTERS));
    }
    throw failed(answer, path);
  }

  /**
   * The schema of an id, as it stands there; null if the registry has none.
   *
   * @throws SchemaRegistryException if there is no answer, or none that says either
   */
  @Nullable String schema(int id) {
    String path = "/schemas/ids/" + id;
    Answer answer = ask(path, null);
    if (answer.status() == 200 && answer.body().path("schema").isTextual()) {
      return answer.body().path("schema").asText();
    }
    // A proxy, or another service, says 404 as well.
    if (answer.status() == 404 && answer.errorCode() == NO_SCHEMA) {
      return null;
    }
    throw failed(answer, path);
  }

  private Answer ask(String path, @Nullable String body) {
    SchemaRegistryException failure = null;
    for (URI url : settings.urls()) {
      try {
        HttpResponse<String> response =
            http.send(request(URI.create(url + path), body), BodyHandlers.ofString());
        return new Answer(url, response.statusCode(), json(response.body()));
      } catch (IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        failure =
            new SchemaRegistryException(
                "The schema registry at %s does not answer (%s)".formatted(url, reason), true, e);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
    throw failure == null
        ? new SchemaRegistryException("There is no schema registry to ask", false, null)
        : failure;
  }

  private HttpRequest request(URI uri, @Nullable String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).header("Accept", MEDIA_TYPE);
    Password userInfo = settings.userInfo();
    if (userInfo != null) {
      String credentials = Base64.getEncoder().encodeToString(userInfo.value().getBytes(UTF_8));
      request.header("Authorization", "Basic " + credentials);
    }
    BodyPublisher publisher =
        body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    return request
        .header("Content-Type", MEDIA_TYPE)
        .method(body == null ? "GET" : "POST", publisher)
        .build();
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return JSON.missingNode();
    }
  }

  private static String write(Map<String, String> fields) {
    try {
      return JSON.writeValueAsString(fields);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // texts can always be written
    }
  }

  private static SchemaRegistryException failed(Answer answer, String path) {
    int status = answer.status();
    if (status == 401 || status == 403) {
      return refused(
          answer,
          "does not let us in (HTTP %d): see %s".formatted(status, RegistrySettings.USER_INFO));
    }
    if (status == 404 || status == 200) {
      return refused(
          answer,
          ("answers %s with HTTP %d and is no schema registry there: %s must be its"
                  + " Confluent-compatible API, like http://registry:8080/apis/ccompat/v7")
              .formatted(path, status, RegistrySettings.URL));
    }
    return new SchemaRegistryException(
        "The schema registry at %s answers %s with HTTP %d: %s"
            .formatted(answer.url(), path, status, answer.message()),
        status == 429 || status >= 500,
        null);
  }

  private static SchemaRegistryException refused(Answer answer, String what) {
    return new SchemaRegistryException(
        "The schema registry at %s %s".formatted(answer.url(), what), false, null);
  }
}
