/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

/** A machine's id as one level of an MQTT topic. */
final class TopicLevel {

  private TopicLevel() {}

  /**
   * The id with {@code /}, {@code +}, {@code #}, {@code %} and all that cannot be seen as percent
   * and two hexadecimal digits a byte of UTF-8, as in a URL: {@code fan/id_00} is {@code
   * fan%2Fid_00}.
   */
  static String of(String machineId) {
    StringBuilder level = new StringBuilder(machineId.length());
    machineId
        .codePoints()
        .forEach(
            c -> {
              if (isPlain(c)) {
                level.appendCodePoint(c);
              } else {
                for (byte each : Character.toString(c).getBytes(UTF_8)) {
                  level.append("%%%02X".formatted(each));
                }
              }
            });
    return level.toString();
  }

  private static boolean isPlain(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> c != '/' && c != '+' && c != '#' && c != '%';
    };
  }
}
