/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import picocli.CommandLine.Command;

/** {@code auscult dlq}. */
@Command(
    name = "dlq",
    description =
        "Dead letters: records that the pipeline could not take, as they came, with the reason.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ListDeadLettersCommand.class,
      ShowDeadLetterCommand.class,
      ReplayDeadLettersCommand.class
    },
    footer = {"", "Example:", "  auscult dlq list --since 1h"})
public final class DeadLettersCommand {}
