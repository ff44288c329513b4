/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.TypeConversionException;

/**
 * A YAML file with options of a command. Its keys are the options' long names: {@code
 * bootstrap-servers: kafka-1:9092}. An option that can be repeated takes a list, {@code --kafka}
 * keys with values.
 */
final class ConfigFile {

  private static final String NAME = "--config";

  private final Path file;
  private final Map<String, String> values;

  private ConfigFile(Path file, Map<String, String> values) {
    this.file = file;
    this.values = values;
  }

  /** Lets every command that has options take them from a file, if it has no file of its own. */
  static void addTo(CommandLine line) {
    CommandSpec command = line.getCommandSpec();
    if (!settable(command).isEmpty() && command.findOption(NAME) == null) {
      command.addOption(
          OptionSpec.builder(NAME)
              .paramLabel("FILE")
              .type(ConfigFile.class)
              .converters(text -> read(Path.of(text), command))
              .description("A YAML file with options of this command, like 'json: true'.")
              .build());
    }
    line.getSubcommands().values().forEach(ConfigFile::addTo);
  }

  /** The file that was given with a command; null if none was. */
  static @Nullable ConfigFile of(CommandSpec command) {
    OptionSpec option = command.findOption(NAME);
    Object given = option == null ? null : option.getValue();
    return given instanceof ConfigFile file ? file : null;
  }

  /** Whether it is an option that names such a file, not one in it. */
  static boolean isNamedBy(OptionSpec option) {
    return option.type() == ConfigFile.class;
  }

  private static List<OptionSpec> settable(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.usageHelp() && !option.versionHelp() && !isNamedBy(option))
        .toList();
  }

  private static ConfigFile read(Path file, CommandSpec command) {
    Map<String, OptionSpec> options = new TreeMap<>();
    settable(command).forEach(option -> options.put(OptionName.of(option), option));
    try {
      YamlSection yaml = YamlSection.read(file);
      yaml.only(options.keySet().toArray(String[]::new));
      Map<String, String> values = new TreeMap<>();
      options.forEach(
          (key, option) -> {
            if (yaml.has(key)) {
              values.put(key, value(yaml, key, option));
            }
          });
      return new ConfigFile(file, values);
    } catch (ConfigurationException | IOException e) {
      throw new TypeConversionException(OneLineErrors.message(e));
    }
  }

  /** As it would be written on the command line. */
  private static String value(YamlSection yaml, String key, OptionSpec option) {
    if (option.isMultiValue() && yaml.hasList(key)) {
      return String.join(option.splitRegex(), yaml.texts(key));
    }
    if (option.typeInfo().isMap() && yaml.hasSection(key)) {
      return yaml.section(key).entries().entrySet().stream()
          .map(entry -> entry.getKey() + "=" + entry.getValue())
          .collect(Collectors.joining(option.splitRegex()));
    }
    return yaml.text(key);
  }

  /** The value for an option; null if there is none. */
  @Nullable String value(OptionSpec option) {
    return values.get(OptionName.of(option));
  }

  @Override
  public String toString() {
    return file.toAbsolutePath().normalize().toString();
  }
}
