/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/**
 * Something about the data that a person should know before a model learns from it.
 *
 * @param severity whether training can go on
 * @param kind what sort of thing it is
 * @param subject the file, the machine, or {@code dataset}
 * @param problem what was found
 * @param advice what to do, or what will be done
 */
public record Finding(Severity severity, Kind kind, String subject, String problem, String advice) {

  /** Whether training can go on. */
  public enum Severity {
    WARNING,
    FATAL
  }

  /** What sort of thing was found. */
  public enum Kind {
    UNREADABLE,
    TOO_SHORT,
    SILENT,
    CONSTANT,
    CLIPPED,
    SAMPLE_RATE,
    DUPLICATE,
    CONTRADICTION,
    NAMED_ABNORMAL,
    TOO_FEW_NORMALS,
    LEFT_OUT
  }

  /** The finding in one line. */
  public String text() {
    return subject + ": " + problem + ": " + advice;
  }
}
