/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import static java.util.Comparator.comparingInt;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where a record stands in its topic, written {@code partition:offset}.
 *
 * @param partition from 0
 * @param offset from 0
 */
record Position(int partition, long offset) implements Comparable<Position> {

  private static final Comparator<Position> IN_ORDER =
      comparingInt(Position::partition).thenComparingLong(Position::offset);

  private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9}):(\\d{1,18})");

  @Override
  public int compareTo(Position other) {
    return IN_ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return partition + ":" + offset;
  }

  /** For the command line. */
  static final class Converter implements ITypeConverter<Position> {
    @Override
    public Position convert(String text) {
      Matcher matcher = WRITTEN.matcher(text);
      if (!matcher.matches()) {
        throw new TypeConversionException(
            "'%s' is no dead letter: write PARTITION:OFFSET, like 0:17".formatted(text));
      }
      return new Position(Integer.parseInt(matcher.group(1)), Long.parseLong(matcher.group(2)));
    }
  }
}
