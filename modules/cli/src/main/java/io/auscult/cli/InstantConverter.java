/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment as people write it: seconds may be left out, the offset from UTC may not. */
public final class InstantConverter implements ITypeConverter<Instant> {

  @Override
  public Instant convert(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new TypeConversionException(
          "'%s' is no time: write it like 2026-11-25T06:00Z or 2026-11-25T07:00+01:00"
              .formatted(text));
    }
  }
}
