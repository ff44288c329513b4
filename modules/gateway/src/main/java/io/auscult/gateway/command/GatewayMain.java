/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.Commands;

/** The {@code auscult-gateway} command. Exit codes: 0 success, 1 failure, 2 bad usage. */
public final class GatewayMain {

  private GatewayMain() {}

  public static void main(String[] args) {
    System.exit(
        Commands.line(new GatewayCommand(), System.getenv())
            .setCommandName("auscult-gateway")
            .execute(args));
  }
}
