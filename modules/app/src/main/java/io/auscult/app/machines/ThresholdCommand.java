/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.machines;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult machines threshold}. */
@Command(
    name = "threshold",
    description =
        "At which smoothed score anomalies of a machine open and close, instead of the model's threshold. Scores of another model are on another scale.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  auscult machines threshold fan-0 --open 4.5 --close 3.8",
      "  auscult machines threshold fan-0 --default"
    })
final class ThresholdCommand implements Callable<Integer> {

  @Mixin private OneMachine machine = new OneMachine();

  @ArgGroup(multiplicity = "1")
  private Choice choice = new Choice();

  /** One of them. */
  static final class Choice {
    @Option(names = "--default", description = "Both as the model has them.")
    private boolean ofTheModel;

    @ArgGroup(exclusive = false, multiplicity = "1")
    private Own own = new Own();
  }

  /** One of them or both; what is not given stays as it is. */
  static final class Own {
    @Option(names = "--open", paramLabel = "SCORE", description = "Open at this score.")
    private @Nullable Double open;

    @Option(
        names = "--close",
        paramLabel = "SCORE",
        description = "Close under this score, at most the one to open.")
    private @Nullable Double close;
  }

  @Override
  public Integer call() throws Exception {
    return machine.change(
        settings -> {
          if (choice.ofTheModel) {
            settings.setOpenThreshold(null).setCloseThreshold(null);
          }
          if (choice.own.open != null) {
            settings.setOpenThreshold(choice.own.open);
          }
          if (choice.own.close != null) {
            settings.setCloseThreshold(choice.own.close);
          }
        });
  }
}
