/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.app.model.ReleaseTrial;
import io.auscult.console.Console;
import io.auscult.console.ConsoleSettings;
import io.auscult.console.security.Access;
import io.auscult.operations.CannotListenException;
import io.auscult.operations.ListenAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;

/** The console of a demo, for this machine's browsers alone. */
final class DemoConsole {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int ANY = 0;

  private DemoConsole() {}

  /**
   * Starts it, on another port if that one is taken: a demo is not to fail because of another one.
   *
   * @param port 0: any
   */
  static Console start(Map<String, Object> clientSettings, int port) throws CannotListenException {
    Console console;
    try {
      console = listen(clientSettings, port);
    } catch (CannotListenException e) {
      System.err.println("port " + port + " is taken");
      console = listen(clientSettings, ANY);
    }
    System.err.println("the console is at " + console.url());
    return console;
  }

  private static Console listen(Map<String, Object> clientSettings, int port)
      throws CannotListenException {
    ListenAddress address =
        new ListenAddress(InetAddress.getLoopbackAddress(), port, "--http-port");
    return Console.start(
        new ConsoleSettings(clientSettings, address, Access.local(false), PATIENCE),
        new ReleaseTrial(clientSettings, 1));
  }
}
