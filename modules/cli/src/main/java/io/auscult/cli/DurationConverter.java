/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A length of time as people write it: {@code 90s}, {@code 8h}, {@code 1h30m}, {@code 2d}, {@code
 * 500ms}.
 */
public final class DurationConverter implements ITypeConverter<Duration> {

  /** Where ISO 8601, which {@link Duration} reads, has a T between the days and all else. */
  private static final Pattern AFTER_DAYS = Pattern.compile("^(\\d+[dD])?+(?=.)");

  private static final Pattern MILLISECONDS = Pattern.compile("(\\d{1,15})ms");

  @Override
  public Duration convert(String text) {
    Duration duration = parse(text);
    if (duration.isNegative() || duration.isZero()) {
      throw unreadable(text);
    }
    return duration;
  }

  private static Duration parse(String text) {
    Matcher milliseconds = MILLISECONDS.matcher(text);
    if (milliseconds.matches()) {
      return Duration.ofMillis(Long.parseLong(milliseconds.group(1)));
    }
    try {
      return Duration.parse("P" + AFTER_DAYS.matcher(text).replaceFirst("$1T"));
    } catch (DateTimeException e) {
      throw unreadable(text);
    }
  }

  private static TypeConversionException unreadable(String text) {
    return new TypeConversionException(
        "'%s' is no length of time: write it like 90s, 8h, 1h30m, 2d or 500ms".formatted(text));
  }
}
