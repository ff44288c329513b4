/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

/** The checks that several records of the manifest share; each message names the JSON field. */
final class Require {

  private Require() {}

  static void that(boolean condition, String field, Object value, String expected) {
    if (!condition) {
      throw new IllegalArgumentException(field + ": " + value + " is not " + expected);
    }
  }

  static void text(String value, String field) {
    that(!value.isBlank(), field, "'" + value + "'", "a name");
  }

  static void positive(double value, String field) {
    that(value > 0 && Double.isFinite(value), field, value, "a positive number");
  }

  static void shrinkage(double value) {
    that(value > 0 && value <= 1, "scorer.shrinkage", value, "above 0, at most 1");
  }

  static void sha256(String value, String field) {
    that(value.matches("[0-9a-f]{64}"), field, "'" + value + "'", "a SHA-256 in lower-case hex");
  }
}
