/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.machines;

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
      "  auscult machines register fan-0 --type fan --site north --line paint"
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
        });
  }
}
