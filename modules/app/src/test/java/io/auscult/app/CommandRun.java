/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.List;

/**
 * What a command did.
 *
 * @param exitCode 0 on success
 * @param out all of standard output
 * @param errors all of standard error
 */
record CommandRun(int exitCode, String out, String errors) {

  /** Runs a command as a user would, {@code auscult} left out. */
  static CommandRun of(String... arguments) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    System.setOut(new PrintStream(out, true, UTF_8));
    System.setErr(new PrintStream(errors, true, UTF_8));
    try {
      PrintWriter writer = new PrintWriter(new OutputStreamWriter(errors, UTF_8), true);
      int exitCode = Main.commandLine().setErr(writer).execute(arguments);
      return new CommandRun(exitCode, out.toString(UTF_8), errors.toString(UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  /** The last line on standard output, which must be one JSON object. */
  JsonNode json() throws JsonProcessingException {
    List<String> lines = out.lines().toList();
    return new ObjectMapper().readTree(lines.get(lines.size() - 1));
  }
}
