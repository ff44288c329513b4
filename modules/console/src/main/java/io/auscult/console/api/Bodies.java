/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What a request says, checked. */
final class Bodies {

  private static final ObjectMapper MAPPER = Json.mapper();

  private Bodies() {}

  /**
   * The JSON that was sent.
   *
   * @throws ApiException if it is not what is expected
   */
  static <T> T read(Context http, Class<T> type) {
    try {
      T value = MAPPER.readValue(http.body(), type);
      if (value == null) {
        throw ApiException.badRequest("the body is empty: JSON is expected");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw ApiException.badRequest("the body is not the JSON expected: " + e.getOriginalMessage());
    }
  }

  /** A parameter that must be there. */
  static String required(Context http, String name) {
    String value = http.queryParam(name);
    if (value == null || value.isBlank()) {
      throw ApiException.badRequest("the parameter %s is missing".formatted(name));
    }
    return value;
  }

  /** A field that must be there. */
  static String required(@Nullable String value, String name) {
    if (value == null || value.isBlank()) {
      throw ApiException.badRequest("the field %s is missing".formatted(name));
    }
    return value;
  }

  /** A time like 2026-11-25T06:00:00Z; null if it is not given. */
  static @Nullable Instant time(@Nullable String value, String name) {
    if (value == null || value.isBlank()) {
      return null;
    }
    try {
      return Instant.parse(value);
    } catch (DateTimeException e) {
      throw ApiException.badRequest(
          "%s is no time like 2026-11-25T06:00:00Z: %s".formatted(name, value));
    }
  }
}
