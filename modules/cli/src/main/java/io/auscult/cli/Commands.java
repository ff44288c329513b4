/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** How every command reads its arguments and says what went wrong. */
public final class Commands {

  private Commands() {}

  /**
   * The command line of a distribution, ready to execute. Exit codes: 0 success, 1 failure, 2 bad
   * usage; the latter two with one line on standard error that begins with the root's name.
   *
   * <p>An option has its value from the command line, or else from the environment, or else from
   * the YAML file given with {@code --config}, or else its default.
   *
   * @param root annotated with {@link CommandLine.Command}
   * @param environment {@code AUSCULT_SOME_OPTION} for {@code --some-option}
   */
  public static CommandLine line(Object root, Map<String, String> environment) {
    CommandLine line = new CommandLine(root);
    ConfigFile.addTo(line);
    return line.setCaseInsensitiveEnumValuesAllowed(true)
        // A flag on the command line is set, whatever its default: else it would be the opposite.
        .setToggleBooleanFlags(true)
        .setDefaultValueProvider(new OptionDefaults(environment))
        .setParameterExceptionHandler(Commands::badUsage)
        .setExecutionExceptionHandler(new OneLineErrors());
  }

  private static int badUsage(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    command
        .getErr()
        .printf(
            "%s: %s. See: %s --help%n",
            command.getCommandSpec().root().name(),
            e.getMessage(),
            command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }
}
