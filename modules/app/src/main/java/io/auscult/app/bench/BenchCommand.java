/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.bench;

import picocli.CommandLine.Command;

/** {@code auscult bench}. */
@Command(
    name = "bench",
    description = "Measures how much Auscult can take on this machine.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      BenchFlacCommand.class,
      BenchFrontEndCommand.class,
      BenchGatewayCommand.class,
      BenchPipelineCommand.class,
      BenchScoreCommand.class,
      BenchTrainCommand.class
    },
    footer = {"", "Example:", "  auscult bench pipeline --sensors 16 --seconds 60"})
public final class BenchCommand {}
