/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A point in time as ISO-8601 has it, with its offset from UTC. */
final class TimeConverter implements ITypeConverter<Instant> {

  @Override
  public Instant convert(String value) {
    try {
      return OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'%s' is no time such as 2026-06-01T06:00:00Z or 2026-06-01T08:00:00+02:00"
              .formatted(value));
    }
  }
}
