/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.machines;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult machines}. */
@Command(
    name = "machines",
    description =
        "What operators decide about machines. Every pipeline follows at once; what is not set stays the model's or the gateway's.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RegisterCommand.class,
      ImportCommand.class,
      MuteCommand.class,
      ThresholdCommand.class
    },
    footer = {"", "Example:", "  auscult machines mute fan-0 --for 8h", "  auscult machines list"})
public final class MachinesCommand {

  private enum Switch {
    ON,
    OFF
  }

  @Command(
      name = "list",
      description = "All machines that have settings, one a line.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult machines list --json"})
  int list(
      @Mixin KafkaOptions kafka,
      @Option(names = "--json", description = "One JSON object.") boolean json)
      throws Exception {
    Collection<MachineSettings> machines =
        new MachineRegistry(kafka.clientSettings(), KafkaOptions.PATIENCE).all().values();
    if (json) {
      JsonOutput.print(Map.of("machines", machines.stream().map(MachineText::fields).toList()));
    } else if (machines.isEmpty()) {
      System.err.println("no machine has settings: all are as the model and the gateway say");
    } else {
      Instant now = Instant.now();
      machines.forEach(machine -> System.out.println(MachineText.line(machine, now)));
    }
    return 0;
  }

  @Command(
      name = "show",
      description = "Every setting of a machine.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult machines show fan-0"})
  int show(@Mixin OneMachine machine) throws Exception {
    return machine.show();
  }

  @Command(
      name = "unmute",
      description = "Ends a mute, or takes back one that is to come.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult machines unmute fan-0"})
  int unmute(@Mixin OneMachine machine) throws Exception {
    return machine.change(settings -> settings.setMutedFrom(null).setMutedUntil(null));
  }

  @Command(
      name = "maintenance",
      description = "Says that a machine is being worked on, or no longer.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult machines maintenance fan-0 on"})
  int maintenance(
      @Mixin OneMachine machine,
      @Parameters(index = "1", paramLabel = "on|off", description = "Whether it is.")
          Switch maintenance)
      throws Exception {
    return machine.change(settings -> settings.setMaintenance(maintenance == Switch.ON));
  }

  @Command(
      name = "ack",
      description = "Acknowledges an anomaly: somebody knows.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult machines ack fan-0"})
  int acknowledge(
      @Mixin OneMachine machine,
      @Parameters(
              index = "1",
              arity = "0..1",
              paramLabel = "ANOMALY",
              description = "The anomaly's id (default: the one that is open).")
          @Nullable String anomalyId)
      throws Exception {
    Anomalies anomalies = Anomalies.of(machine.id(), machine.kafka().clientSettings());
    String acknowledged = anomalyId == null ? anomalies.open() : anomalies.require(anomalyId);
    return machine.change(settings -> settings.setAcknowledgedAnomaly(acknowledged));
  }

  @Command(
      name = "retire",
      description = "The machine is gone: no more anomalies of it. Its settings stay.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult machines retire fan-0"})
  int retire(@Mixin OneMachine machine) throws Exception {
    return machine.change(settings -> settings.setRetired(true));
  }

  @Command(
      name = "restore",
      description = "A retired machine is back.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult machines restore fan-0"})
  int restore(@Mixin OneMachine machine) throws Exception {
    return machine.change(settings -> settings.setRetired(false));
  }

  @Command(
      name = "forget",
      description = "Removes all settings of a machine, as if it never had any.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult machines forget fan-0 --yes"})
  int forget(
      @Mixin OneMachine machine,
      @Option(names = "--yes", description = "Without it nothing is removed.") boolean yes)
      throws Exception {
    if (!yes) {
      throw new CommandFailedException(
          "this removes all settings of %s for ever (see: auscult machines show): add --yes"
              .formatted(machine.id()));
    }
    return machine.forget();
  }
}
