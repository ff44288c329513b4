/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.List;
import java.util.regex.Pattern;

/** What kind of machine one is by its name, where nobody says. */
public final class MachineType {

  private static final String UNNAMED = "machine";

  private static final Pattern NUMBER = Pattern.compile("(?:(?:^|[ _-]+)id)?[ _-]*\\d+$");

  private MachineType() {}

  /** {@code pump} for {@code hall/pump-3}. */
  public static String ofId(String machineId) {
    return of(List.of(machineId.split("/", -1)));
  }

  /**
   * The last part of a name without a number at its end; if that leaves nothing, the part before.
   */
  static String of(List<String> parts) {
    String machine = parts.get(parts.size() - 1);
    String type = NUMBER.matcher(machine).replaceFirst("");
    if (!type.isBlank()) {
      return type;
    }
    String before = parts.size() > 1 ? parts.get(parts.size() - 2) : "";
    return before.isBlank() ? UNNAMED : before;
  }
}
