/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.machines;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.cli.OneLine;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.gateway.settings.ChannelMap;
import io.auscult.gateway.settings.GatewaySettings;
import io.auscult.gateway.settings.SensorSettings;
import io.auscult.gateway.settings.SourceSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult machines import}. */
@Command(
    name = "import",
    description =
        "Registers the classes that a gateway's settings give its machines; a gateway itself may write sound and health only.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult machines import gateway.yaml"})
final class ImportCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(paramLabel = "FILE", description = "The gateway's settings; only its sources count.")
  private Path file;

  @Option(names = "--overwrite", description = "Also of machines that have another class already.")
  private boolean overwrite;

  @Option(names = "--json", description = "What was done as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    Map<String, String> classes = classes(GatewaySettings.readSources(file));
    MachineRegistry registry = new MachineRegistry(kafka.clientSettings(), KafkaOptions.PATIENCE);
    Map<String, MachineSettings> known = registry.all();
    Map<String, String> registered = new TreeMap<>();
    for (Map.Entry<String, String> machine : classes.entrySet()) {
      MachineSettings before = known.get(machine.getKey());
      if (isNew(before, machine.getValue())) {
        MachineSettings.Builder settings =
            before == null
                ? MachineSettings.newBuilder().setMachineId(machine.getKey())
                : MachineSettings.newBuilder(before);
        registry.put(settings.setModelClass(machine.getValue()).build());
        registered.put(machine.getKey(), machine.getValue());
      }
    }
    print(registered, classes.size() - registered.size());
    return 0;
  }

  private Map<String, String> classes(List<SourceSettings> sources) {
    Map<String, String> classes = new TreeMap<>();
    for (SourceSettings source : sources) {
      if (source.channels() instanceof ChannelMap.OneMachine one) {
        add(one.machine(), one.modelClass(), classes);
      } else if (source.channels() instanceof ChannelMap.PerChannel map) {
        for (SensorSettings sensor : map.sensors()) {
          add(sensor.machine(), sensor.modelClass(), classes);
        }
      }
    }
    if (classes.isEmpty()) {
      throw new CommandFailedException(
          "%s: no source gives its machine a 'class': each machine is a class of its own"
              .formatted(file));
    }
    return classes;
  }

  private void add(String machine, @Nullable String modelClass, Map<String, String> classes) {
    String other = modelClass == null ? null : classes.put(machine, modelClass);
    if (other != null && !other.equals(modelClass)) {
      throw new CommandFailedException(
          "%s: machine '%s' is of class '%s' and of class '%s'"
              .formatted(file, machine, other, modelClass));
    }
  }

  private boolean isNew(@Nullable MachineSettings before, String modelClass) {
    String has = before == null ? null : before.getModelClass();
    return has == null || (overwrite && !has.equals(modelClass));
  }

  private void print(Map<String, String> registered, int left) {
    if (json) {
      JsonOutput.print(new TreeMap<>(Map.of("registered", registered, "left", left)));
      return;
    }
    registered.forEach(
        (machine, modelClass) ->
            System.out.printf("%s: class %s%n", OneLine.of(machine), OneLine.of(modelClass)));
    if (left > 0) {
      System.out.printf(
          "%d machines have a class already%s%n",
          left, overwrite ? "" : ": --overwrite changes it");
    }
  }
}
