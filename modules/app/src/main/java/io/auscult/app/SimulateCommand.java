/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.audio.WavWriter;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.simulator.Fault;
import io.auscult.simulator.GiveawayCheck;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code auscult simulate}. */
@Command(
    name = "simulate",
    description = "Writes clips of simulated machines, normal and broken, in MIMII layout.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  auscult simulate --out plant --machines 4 --clips 10",
      "  auscult simulate --check"
    })
final class SimulateCommand implements Callable<Integer> {

  static final class Task {
    @Option(
        names = "--out",
        required = true,
        paramLabel = "FOLDER",
        description = "Where to write FOLDER/<type>/<id>/{normal,abnormal}/NNNNNNNN.wav.")
    private @Nullable Path out;

    @Option(
        names = "--check",
        required = true,
        description =
            "Write nothing; check that no fault gives itself away by its loudness: it changes the level by less than 1 dB,"
                + " and the level alone separates it with AUC below 0.65.")
    private boolean check;
  }

  @ArgGroup(multiplicity = "1")
  private Task task;

  @Option(
      names = "--machines",
      defaultValue = "8",
      description = "1 to 16 (default: ${DEFAULT-VALUE}).")
  private int machines;

  @Option(
      names = "--clips",
      defaultValue = "10",
      description = "Normal clips a machine; half as many broken ones (default: ${DEFAULT-VALUE}).")
  private int clips;

  @Option(
      names = "--clip-seconds",
      defaultValue = "10",
      description = "Length of a clip (default: ${DEFAULT-VALUE}).")
  private int clipSeconds;

  @Option(
      names = "--snr",
      defaultValue = "6",
      paramLabel = "DB",
      description = "Power of a machine over the factory's noise (default: ${DEFAULT-VALUE}).")
  private double snrDb;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "The same seed gives the same sound (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "The result as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws IOException {
    return task.check || task.out == null ? check() : write(task.out);
  }

  private int check() {
    List<GiveawayCheck.Finding> findings =
        GiveawayCheck.run(snrDb, GiveawayCheck.DEFAULT_SECONDS, seed);
    if (json) {
      JsonOutput.print(Map.of("seed", seed, "faults", findings));
    } else {
      System.out.printf("%-18s %18s %12s%n", "fault", "level change (dB)", "level AUC");
      for (GiveawayCheck.Finding finding : findings) {
        System.out.printf(
            "%-18s %18.2f %12.3f%s%n",
            finding.fault().id(),
            finding.levelChangeDb(),
            finding.levelAuc(),
            finding.passes() ? "" : "  GIVES ITSELF AWAY");
      }
    }
    return findings.stream().allMatch(GiveawayCheck.Finding::passes) ? 0 : 1;
  }

  private int write(Path out) throws IOException {
    if (clips < 1 || clipSeconds < 1) {
      throw new CommandFailedException("--clips and --clip-seconds must be at least 1");
    }
    SeedSpace seeds = new SeedSpace(seed);
    int written = 0;
    for (SimulatedMachine machine : Plant.of(machines, snrDb).machines()) {
      Path folder =
          out.resolve(machine.type().id()).resolve("id_%02d".formatted(machine.individual()));
      for (int clip = 0; clip < clips; clip++) {
        MachineSound sound = machine.start(seeds.seed(Purpose.TRAINING, machine, clip));
        write(folder.resolve("normal"), clip, sound);
        written++;
      }
      List<Fault> faults = Fault.of(machine.type());
      for (int clip = 0; clip < (clips + 1) / 2; clip++) {
        MachineSound sound = machine.start(seeds.seed(Purpose.EVALUATION, machine, clip));
        sound.breakAt(0, faults.get(clip % faults.size()));
        // A fault takes a moment to be fully there.
        sound.render(new float[MachineSound.SAMPLE_RATE], 0, MachineSound.SAMPLE_RATE);
        write(folder.resolve("abnormal"), clip, sound);
        written++;
      }
    }
    if (json) {
      JsonOutput.print(Map.of("folder", out.toString(), "clips", written, "seed", seed));
    } else {
      System.out.printf("%d clips of %d machines in %s%n", written, machines, out);
    }
    return 0;
  }

  private void write(Path folder, int clip, MachineSound sound) throws IOException {
    Files.createDirectories(folder);
    float[] samples = new float[clipSeconds * MachineSound.SAMPLE_RATE];
    sound.render(samples, 0, samples.length);
    WavWriter.write(folder.resolve("%08d.wav".formatted(clip)), MachineSound.SAMPLE_RATE, samples);
  }
}
