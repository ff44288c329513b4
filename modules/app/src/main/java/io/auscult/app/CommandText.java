/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A command that was given, for somebody who wants to give it again: every option with its value,
 * whether it came from the command line, the environment or is a default, and paths in full.
 */
final class CommandText {

  private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

  private CommandText() {}

  /** The command in one line, quoted for a shell. */
  static String of(CommandSpec command) {
    List<String> words = new ArrayList<>();
    words.add(command.qualifiedName());
    for (OptionSpec option : command.options()) {
      Object value = option.getValue();
      boolean given = value != null && !Boolean.FALSE.equals(value);
      if (given && !option.usageHelp() && !option.versionHelp()) {
        words.add(option.longestName());
        if (!Boolean.TRUE.equals(value)) {
          words.add(quote(text(value)));
        }
      }
    }
    return String.join(" ", words);
  }

  private static String text(@Nullable Object value) {
    if (value instanceof Path path) {
      return path.toAbsolutePath().normalize().toString();
    }
    if (value instanceof Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT);
    }
    if (value instanceof Collection<?> values) {
      return values.stream().map(CommandText::text).collect(Collectors.joining(","));
    }
    return String.valueOf(value);
  }

  private static String quote(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
