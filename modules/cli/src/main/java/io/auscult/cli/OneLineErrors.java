/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import io.auscult.contracts.Refusal;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** A failure is one line on standard error. {@code AUSCULT_DEBUG=1} adds the stack trace. */
public final class OneLineErrors implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    command.getErr().println(command.getCommandSpec().root().name() + ": " + message(e));
    if ("1".equals(System.getenv("AUSCULT_DEBUG"))) {
      e.printStackTrace(command.getErr());
    }
    return ExitCode.SOFTWARE;
  }

  /** What to tell a person. */
  public static String message(Throwable e) {
    if (e instanceof ExecutionException && e.getCause() != null) {
      return message(e.getCause());
    }
    Optional<String> refusal = isOurs(e) ? Optional.empty() : Refusal.explain(e, "of this program");
    if (refusal.isPresent()) {
      return refusal.get();
    }
    String text = e.getMessage() == null ? "" : e.getMessage().replaceAll("\\s*\\R\\s*", " ");
    if (e instanceof NoSuchFileException) {
      return text + ": no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return text + ": permission denied";
    }
    if (e instanceof NotDirectoryException) {
      return text + ": not a folder";
    }
    if (e instanceof FileAlreadyExistsException) {
      return text + ": exists already";
    }
    if (e instanceof InterruptedException) {
      return "interrupted";
    }
    if (e instanceof TimeoutException) {
      return "Kafka does not answer (" + text + "): check --bootstrap-servers";
    }
    boolean validated = e instanceof IllegalArgumentException || e instanceof IllegalStateException;
    if (!text.isEmpty() && (isOurs(e) || validated)) {
      return text;
    }
    return e.getClass().getSimpleName() + (text.isEmpty() ? "" : ": " + text);
  }

  /** Its message is written for a person already. */
  private static boolean isOurs(Throwable e) {
    return e.getClass().getName().startsWith("io.auscult.");
  }
}
