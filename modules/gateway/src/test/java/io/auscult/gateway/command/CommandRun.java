/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.cli.Commands;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/**
 * What a command said.
 *
 * @param err also what it complained of
 */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun of(String... arguments) {
    PrintStream systemOut = System.out;
    PrintStream systemErr = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    StringWriter complaint = new StringWriter();
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(err, true, UTF_8));
    try {
      CommandLine line = Commands.line(new GatewayCommand(), Map.of());
      line.setErr(new PrintWriter(complaint, true));
      int exitCode = line.execute(arguments);
      return new CommandRun(exitCode, out.toString(UTF_8), err.toString(UTF_8) + complaint);
    } finally {
      System.setOut(systemOut);
      System.setErr(systemErr);
    }
  }
}
