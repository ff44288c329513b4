/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static io.auscult.notifier.settings.Checks.requireBetween;

import io.auscult.cli.YamlSection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How to talk to a server.
 *
 * @param timeout how long one try may take, from the connection to the answer's end
 * @param caFile PEM certificates to trust, instead of those that Java trusts; null for those
 */
public record Connection(Duration timeout, @Nullable Path caFile) {

  private static final Duration STANDARD = Duration.ofSeconds(10);

  public Connection {
    // Far below max.poll.interval.ms, after which Kafka gives the partitions to somebody else.
    requireBetween("timeout", timeout, Duration.ofMillis(10), Duration.ofSeconds(60));
  }

  static Connection read(YamlSection yaml) {
    Path caFile = yaml.has("caFile") ? Path.of(yaml.text("caFile")) : null;
    if (caFile != null && !Files.isReadable(caFile)) {
      throw yaml.refused("caFile", "%s cannot be read".formatted(caFile));
    }
    return new Connection(yaml.duration("timeout", STANDARD), caFile);
  }
}
