/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

/** Text from elsewhere, fit for one line on a terminal. */
public final class OneLine {

  private OneLine() {}

  /** The text with everything escaped that would move the cursor or hide something. */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (Character.getType(c)) {
                case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    line.append(escaped(c));
                default -> line.appendCodePoint(c);
              }
            });
    return line.toString();
  }

  private static String escaped(int c) {
    return switch (c) {
      case '\n' -> "\\n";
      case '\r' -> "\\r";
      case '\t' -> "\\t";
      default -> "\\u%04x".formatted(c);
    };
  }
}
