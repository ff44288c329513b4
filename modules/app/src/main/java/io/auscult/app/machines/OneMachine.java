/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.machines;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.cli.OneLine;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.MachineSettingsRules;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The machine that a command is about, and what can be done with its settings. */
final class OneMachine {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(index = "0", paramLabel = "MACHINE", description = "The machine's id.")
  private String id = "";

  @Option(names = "--json", description = "The settings as one JSON object.")
  private boolean json;

  String id() {
    return id;
  }

  KafkaOptions kafka() {
    return kafka;
  }

  /** Prints the settings. */
  int show() throws BrokerUnavailableException, InterruptedException {
    MachineSettings settings =
        registry().find(id).orElseThrow(() -> new CommandFailedException(withoutSettings()));
    if (json) {
      JsonOutput.print(MachineText.fields(settings));
    } else {
      System.out.print(MachineText.page(settings));
    }
    return 0;
  }

  /** Changes the settings, or makes the first ones, and prints what they are now. */
  int change(Consumer<MachineSettings.Builder> change)
      throws BrokerUnavailableException, InterruptedException {
    MachineSettings none = MachineSettings.newBuilder().setMachineId(id).build();
    MachineSettingsRules.check(none);
    Optional<MachineSettings> known = registry().find(id);
    MachineSettings before = known.orElse(none);
    MachineSettings.Builder builder = MachineSettings.newBuilder(before);
    change.accept(builder);
    MachineSettings after = builder.build();
    boolean changed = !after.equals(before);
    if (changed) {
      registry().put(after);
      if (known.isEmpty()) {
        System.err.printf("these are the first settings of machine '%s'%n", OneLine.of(id));
      }
    } else {
      System.err.println(OneLine.of(id) + ": nothing to change");
    }
    print(after, changed);
    return 0;
  }

  private void print(@Nullable MachineSettings settings, boolean changed) {
    if (json) {
      JsonOutput.print(
          Map.of(
              "machine",
              id,
              "changed",
              changed,
              "settings",
              settings == null ? Map.of() : MachineText.fields(settings)));
    } else if (settings != null) {
      System.out.println(MachineText.line(settings, Instant.now()));
    }
  }

  /** Removes the settings, readable or not. */
  int forget() throws BrokerUnavailableException, InterruptedException {
    if (!registry().knows(id)) {
      throw new CommandFailedException(withoutSettings());
    }
    registry().forget(id);
    print(null, true);
    return 0;
  }

  private String withoutSettings() {
    return "machine '%s' has no settings".formatted(OneLine.of(id));
  }

  private MachineRegistry registry() {
    return new MachineRegistry(kafka.clientSettings(), KafkaOptions.PATIENCE);
  }
}
