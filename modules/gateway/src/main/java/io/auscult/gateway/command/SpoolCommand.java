/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code auscult gateway spool}. */
@Command(
    name = "spool",
    description = "Looks into a spool's folder, also while a gateway uses it. Nothing is changed.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SpoolInspectCommand.class, SpoolVerifyCommand.class, SpoolExportCommand.class},
    footer = {"", "Example:", "  auscult gateway spool inspect /var/lib/auscult/spool"})
public final class SpoolCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "Missing required subcommand: inspect, verify or export");
  }
}
