/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.machines;

import static java.time.temporal.ChronoUnit.SECONDS;

import io.auscult.cli.DurationConverter;
import io.auscult.cli.InstantConverter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult machines mute}. */
@Command(
    name = "mute",
    description =
        "No anomalies of a machine for a while, counted by when its sound was captured. Replaces an earlier mute.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  auscult machines mute fan-0 --for 8h",
      "  auscult machines mute fan-0 --from 2026-11-25T06:00Z --until 2026-11-25T14:00Z"
    })
final class MuteCommand implements Callable<Integer> {

  @Mixin private OneMachine machine = new OneMachine();

  @ArgGroup(multiplicity = "1")
  private End end = new End();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Begin then, like 2026-11-25T06:00Z (default: now).")
  private @Nullable Instant from;

  /** One of them. */
  static final class End {
    @Option(
        names = "--for",
        paramLabel = "TIME",
        converter = DurationConverter.class,
        description = "For so long: 90s, 8h, 2d.")
    private @Nullable Duration length;

    @Option(
        names = "--until",
        paramLabel = "TIME",
        converter = InstantConverter.class,
        description = "Until then, like 2026-11-25T06:00Z.")
    private @Nullable Instant until;

    @Option(names = "--until-further-notice", description = "Until 'auscult machines unmute'.")
    private boolean furtherNotice;

    private @Nullable Instant after(Instant from) {
      if (furtherNotice) {
        return null;
      }
      return length == null ? until : from.plus(length);
    }
  }

  @Override
  public Integer call() throws Exception {
    Instant begin = from == null ? Instant.now().truncatedTo(SECONDS) : from;
    return machine.change(settings -> settings.setMutedFrom(begin).setMutedUntil(end.after(begin)));
  }
}
