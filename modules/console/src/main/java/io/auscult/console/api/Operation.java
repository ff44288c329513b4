/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.security.Role;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that the API does.
 *
 * @param path below {@code /api/v1}
 * @param role who may ask for it; null: anybody
 * @param summary one line, for the OpenAPI document
 * @param parameters of the query, those that are needed marked with a {@code *} at the end
 * @param request what is sent: a record; null: nothing
 * @param response what is answered: a record, or null where {@code contentType} is not JSON
 * @param contentType of the answer
 */
record Operation(
    HandlerType method,
    String path,
    @Nullable Role role,
    String summary,
    List<String> parameters,
    @Nullable Class<?> request,
    @Nullable Class<?> response,
    String contentType,
    Handler handler) {

  static final String ROOT = "/api/v1";
  static final String JSON = "application/json";

  static Operation get(
      String path, String summary, List<String> parameters, Class<?> response, Handler handler) {
    return new Operation(
        HandlerType.GET, path, Role.VIEWER, summary, parameters, null, response, JSON, handler);
  }

  static Operation bytes(
      String path, String summary, List<String> parameters, String contentType, Handler handler) {
    return new Operation(
        HandlerType.GET, path, Role.VIEWER, summary, parameters, null, null, contentType, handler);
  }

  static Operation post(
      String path, String summary, Class<?> request, Class<?> response, Handler handler) {
    return new Operation(
        HandlerType.POST,
        path,
        Role.OPERATOR,
        summary,
        List.of(),
        request,
        response,
        JSON,
        handler);
  }

  /** The same, for anybody. */
  Operation open() {
    return new Operation(
        method, path, null, summary, parameters, request, response, contentType, handler);
  }

  boolean writes() {
    return role == Role.OPERATOR;
  }

  String fullPath() {
    return ROOT + path;
  }

  /** A name for logs: {@code post machines/mute}. */
  String name() {
    return method.name().toLowerCase(Locale.ROOT) + " " + path.substring(1);
  }
}
