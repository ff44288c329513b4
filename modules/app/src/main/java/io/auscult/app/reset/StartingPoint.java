/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.reset;

import io.auscult.cli.InstantConverter;
import org.apache.kafka.clients.admin.OffsetSpec;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * From where on a pipeline listens.
 *
 * @param name as the user gave it
 * @param offsets what that is in each partition
 */
record StartingPoint(String name, OffsetSpec offsets) {

  /** For the command line: {@code earliest}, {@code latest} or a time. */
  static final class Converter implements ITypeConverter<StartingPoint> {
    @Override
    public StartingPoint convert(String text) {
      return new StartingPoint(
          text,
          switch (text) {
            case "earliest" -> OffsetSpec.earliest();
            case "latest" -> OffsetSpec.latest();
            default -> OffsetSpec.forTimestamp(time(text));
          });
    }

    private static long time(String text) {
      try {
        return new InstantConverter().convert(text).toEpochMilli();
      } catch (TypeConversionException e) {
        throw new TypeConversionException("neither 'earliest' nor 'latest', " + e.getMessage());
      }
    }
  }
}
