/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import io.auscult.console.security.Access;
import io.auscult.operations.ListenAddress;
import java.time.Duration;
import java.util.Map;

/**
 * What a console needs to know.
 *
 * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
 * @param listen where it answers
 * @param access who may come in
 * @param patience how long a write waits for a broker
 */
public record ConsoleSettings(
    Map<String, Object> clientSettings, ListenAddress listen, Access access, Duration patience) {

  public ConsoleSettings {
    clientSettings = Map.copyOf(clientSettings);
    if (!listen.address().isLoopbackAddress()
        && (access.tokens() == null || access.tls() == null)) {
      throw new IllegalArgumentException(
          "%s can be reached by others: that takes tokens and TLS"
              .formatted(listen.address().getHostAddress()));
    }
  }
}
