/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.KafkaOptions;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where releases are, and who does something to them. */
final class ReleaseOptions {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who does it, for the record (default: ${DEFAULT-VALUE}).")
  private String by = "";

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  String by() {
    return by;
  }

  boolean json() {
    return json;
  }

  Map<String, Object> clientSettings() {
    return kafka.clientSettings();
  }

  ModelReleases releases() {
    return new ModelReleases(clientSettings(), KafkaOptions.PATIENCE);
  }

  /** The release with that id or alias. */
  ModelRelease find(String idOrAlias) throws BrokerUnavailableException, InterruptedException {
    ReleaseCatalog catalog = releases().catalog();
    return catalog
        .find(idOrAlias)
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "there is no release '%s': see 'auscult model list'".formatted(idOrAlias)));
  }
}
