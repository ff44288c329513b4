/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Where an option that is not on the command line has its value from: {@code --some-option} from
 * {@code AUSCULT_SOME_OPTION}, or else from the key {@code some-option} of the {@link ConfigFile}.
 */
record OptionDefaults(Map<String, String> environment) implements IDefaultValueProvider {

  @Override
  public @Nullable String defaultValue(ArgSpec argument) {
    // A file from the environment would be read after the defaults of some options were taken.
    if (!(argument instanceof OptionSpec option) || ConfigFile.isNamedBy(option)) {
      return null;
    }
    String name = OptionName.of(option).replace('-', '_').toUpperCase(Locale.ROOT);
    String value = environment.get("AUSCULT_" + name);
    if (value != null) {
      return literally(value);
    }
    ConfigFile file = ConfigFile.of(option.command());
    String inFile = file == null ? null : file.value(option);
    return inFile == null ? null : literally(inFile);
  }

  /** Or picocli would look for variables of its own in {@code ${directory:FOLDER:FILE}}. */
  private static String literally(String value) {
    return value.replace("${", "$${");
  }
}
