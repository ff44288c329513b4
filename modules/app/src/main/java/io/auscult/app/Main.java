/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.app.bench.BenchCommand;
import io.auscult.app.deadletters.DeadLettersCommand;
import io.auscult.app.demo.DemoCommand;
import io.auscult.app.machines.MachinesCommand;
import io.auscult.app.model.ModelCommand;
import io.auscult.app.reset.ResetCommand;
import io.auscult.cli.Commands;
import io.auscult.cli.VersionProvider;
import io.auscult.gateway.command.GatewayCommand;
import io.auscult.notifier.command.NotifierCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code auscult} command. Exit codes: 0 success, 1 failure, 2 bad usage. */
@Command(
    name = "auscult",
    description =
        "Listens to machines, learns what healthy sounds like, tells when one sounds wrong.",
    mixinStandardHelpOptions = true,
    versionProvider = VersionProvider.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      GatewayCommand.class,
      PipelineCommand.class,
      ConsoleCommand.class,
      NotifierCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      ModelCommand.class,
      CalibrateCommand.class,
      SimulateCommand.class,
      TopicsCommand.class,
      TailCommand.class,
      MachinesCommand.class,
      LabelCommand.class,
      DeadLettersCommand.class,
      ResetCommand.class,
      ReplayCommand.class,
      BenchCommand.class
    },
    footer = {
      "",
      "Any option can also be set by the environment: --bootstrap-servers as AUSCULT_BOOTSTRAP_SERVERS.",
      "--config FILE takes options of a command from a YAML file: 'bootstrap-servers: localhost:9092'.",
      "The command line goes before the environment, and the environment before the file.",
      "",
      "Example:",
      "  auscult demo"
    })
public final class Main {

  private Main() {}

  /** The command line, ready to execute. */
  static CommandLine commandLine() {
    return Commands.line(new Main(), System.getenv());
  }

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }
}
