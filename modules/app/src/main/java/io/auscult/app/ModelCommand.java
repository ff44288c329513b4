/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import picocli.CommandLine.Command;

/** {@code auscult model}. */
@Command(
    name = "model",
    description = "Model bundles: shows them, makes them of networks from elsewhere.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {ModelShowCommand.class, ModelImportCommand.class},
    footer = {"", "Example:", "  auscult model show model.zip"})
final class ModelCommand {}
