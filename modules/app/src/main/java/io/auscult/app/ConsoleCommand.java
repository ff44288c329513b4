/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.app.model.ReleaseTrial;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.KafkaOptions;
import io.auscult.console.Console;
import io.auscult.console.ConsoleSettings;
import io.auscult.console.security.Access;
import io.auscult.contracts.Topics;
import io.auscult.operations.ListenAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code auscult console}. */
@Command(
    name = "console",
    description =
        "Serves the page that shows the fleet: which machine sounds wrong, since when, how sure that is, what it sounds like.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Others can reach it only with tokens and TLS. A line of the token file is name:role:token;"
          + " roles are viewer and operator.",
      "",
      "Example:",
      "  auscult console --bootstrap-servers localhost:9092",
      "  auscult console --http-address 0.0.0.0 --http-port 8443 --token-file tokens.txt"
          + " --tls-keystore console.p12 --tls-password-file password.txt"
    })
final class ConsoleCommand implements Callable<Integer> {

  private static final long LOOK_EVERY_MILLIS = 1_000;

  /** A trial has time; those who look at the page have not. */
  private static final int TRIAL_THREADS = 1;

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--http-address",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description = "Where it answers (default: ${DEFAULT-VALUE}).")
  private InetAddress httpAddress = InetAddress.getLoopbackAddress();

  @Option(
      names = "--http-port",
      defaultValue = "8080",
      paramLabel = "PORT",
      description = "0 for any free one (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Who may come in: lines name:role:token (default: everybody on this machine).")
  private @Nullable Path tokenFile;

  @Option(
      names = "--tls-keystore",
      paramLabel = "FILE",
      description = "Certificate and key for HTTPS, PKCS#12 or JKS.")
  private @Nullable Path tlsKeystore;

  @Option(
      names = "--tls-password-file",
      paramLabel = "FILE",
      description = "Holds the password of the keystore.")
  private @Nullable Path tlsPasswordFile;

  @Option(names = "--read-only", description = "Nobody can change anything.")
  private boolean readOnly;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    ConsoleSettings settings = settings();
    kafka.requireTopics(
        Topics.all().stream().filter(topic -> !topic.equals(Topics.DEAD_LETTERS)).toList());
    if (!readOnly) {
      kafka.requireSchemas();
    }
    try (Console console =
        Console.start(settings, new ReleaseTrial(settings.clientSettings(), TRIAL_THREADS))) {
      Runtime.getRuntime().addShutdownHook(new Thread(console::close, "console-stop"));
      System.err.println("console at " + console.url());
      while (console.isAlive()) {
        Thread.sleep(LOOK_EVERY_MILLIS);
      }
      if (console.isClosed()) {
        return 0;
      }
    }
    throw new CommandFailedException("the console no longer follows the topics: the log says why");
  }

  private ConsoleSettings settings() throws IOException {
    try {
      return new ConsoleSettings(
          kafka.clientSettings(),
          new ListenAddress(httpAddress, httpPort, "--http-port"),
          Access.of(httpAddress, tokenFile, tlsKeystore, tlsPasswordFile, readOnly),
          KafkaOptions.PATIENCE);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }
}
