/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.machines;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.DurationConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult machines register}. */
@Command(
    name = "register",
    description = "Says what a machine is and where it stands; what is not given stays as it is.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  auscult machines register fan-0 --type fan --site north --line paint",
      "  auscult machines register fan-9 --learn-for 24h"
    })
final class RegisterCommand implements Callable<Integer> {

  @Mixin private OneMachine machine = new OneMachine();

  @Option(
      names = "--class",
      paramLabel = "CLASS",
      description = "The class of the model that scores it, instead of the gateway's.")
  private @Nullable String modelClass;

  @Option(names = "--type", paramLabel = "TYPE", description = "fan, pump, ...")
  private @Nullable String type;

  @Option(names = "--site", paramLabel = "SITE", description = "The plant it stands in.")
  private @Nullable String site;

  @Option(names = "--line", paramLabel = "LINE", description = "The line it belongs to.")
  private @Nullable String line;

  @Option(
      names = "--listen-back",
      arity = "1",
      paramLabel = "true|false",
      description = "Whether clips of its sound may be kept.")
  private @Nullable Boolean listenBack;

  @Option(
      names = "--learn-for",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description =
          "For a machine that no model knows: keep samples of its sound as normal for so long from now (24h, 2d),"
              + " on auscult.normals; the next 'auscult train --from-kafka' includes the machine. It must be healthy"
              + " meanwhile.")
  private @Nullable Duration learnFor;

  @Override
  public Integer call() throws Exception {
    return machine.change(
        settings -> {
          if (modelClass != null) {
            settings.setModelClass(modelClass);
          }
          if (type != null) {
            settings.setType(type);
          }
          if (site != null) {
            settings.setSite(site);
          }
          if (line != null) {
            settings.setLine(line);
          }
          if (listenBack != null) {
            settings.setListenBack(listenBack);
          }
          if (learnFor != null) {
            if (!settings.getListenBack()) {
              throw new CommandFailedException(
                  "no sound of %s may be kept, so it cannot be learned: add --listen-back true"
                      .formatted(machine.id()));
            }
            settings.setLearnUntil(Instant.now().truncatedTo(SECONDS).plus(learnFor));
          }
        });
  }
}
