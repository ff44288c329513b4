/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.javalin.http.HttpStatus;

/** A request that cannot be answered. The message is one line for a person. */
final class ApiException extends RuntimeException {

  private final HttpStatus status;

  ApiException(HttpStatus status, String message) {
    super(message);
    this.status = status;
  }

  static ApiException badRequest(String message) {
    return new ApiException(HttpStatus.BAD_REQUEST, message);
  }

  static ApiException notFound(String message) {
    return new ApiException(HttpStatus.NOT_FOUND, message);
  }

  static ApiException forbidden(String message) {
    return new ApiException(HttpStatus.FORBIDDEN, message);
  }

  HttpStatus status() {
    return status;
  }
}
