/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** {@code --some-option} has its default from {@code AUSCULT_SOME_OPTION}, where that is set. */
record EnvironmentDefaults(Map<String, String> environment) implements IDefaultValueProvider {

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    if (!(argument instanceof OptionSpec option)) {
      return null;
    }
    String name = option.longestName().replaceFirst("^-+", "");
    return environment.get("AUSCULT_" + name.replace('-', '_').toUpperCase(Locale.ROOT));
  }
}
