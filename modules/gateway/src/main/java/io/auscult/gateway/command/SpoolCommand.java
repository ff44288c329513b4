/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import picocli.CommandLine.Command;

/** {@code spool}. */
@Command(
    name = "spool",
    description =
        "What a gateway keeps on its disk until Kafka has it. Looks only, also while the gateway runs.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {SpoolInspectCommand.class, SpoolVerifyCommand.class, SpoolExportCommand.class},
    footer = {"", "Example:", "  auscult gateway spool inspect /var/lib/auscult/spool"})
public final class SpoolCommand {}
