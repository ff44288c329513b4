/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A number of bytes as people write it: {@code 10GB}, {@code 16MiB}, {@code 1.5 kB}. */
public final class ByteSizeConverter implements ITypeConverter<Long> {

  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,18}(?:\\.\\d{1,9})?) ?([kmgt]?i?b)");

  private static final Map<String, Long> UNITS =
      Map.of(
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "tb", 1_000_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30,
          "tib", 1L << 40);

  @Override
  public Long convert(String text) {
    Matcher written = WRITTEN.matcher(text.toLowerCase(Locale.ROOT));
    Long unit = written.matches() ? UNITS.get(written.group(2)) : null;
    if (unit == null) {
      throw unreadable(text);
    }
    try {
      return new BigDecimal(written.group(1)).multiply(BigDecimal.valueOf(unit)).longValueExact();
    } catch (ArithmeticException e) {
      throw unreadable(text);
    }
  }

  private static TypeConversionException unreadable(String text) {
    return new TypeConversionException(
        "'%s' is no number of bytes: write it like 10GB, 500MB or 16MiB".formatted(text));
  }
}
