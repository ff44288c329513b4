/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.gateway.capture.Channels;
import io.auscult.gateway.capture.Feed;
import io.auscult.gateway.source.MachineSource;
import io.auscult.gateway.source.PacedSounds;
import io.auscult.simulator.Fault;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;
import io.auscult.trainer.Condition;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.TrainingPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Eight simulated machines, two of which break and are repaired again. */
public final class SimulatedPlant implements DemoPlant {

  private static final int MACHINES = 8;
  private static final int BROKEN = 2;
  private static final int TRAINING_CLIPS = 24;
  private static final int TRAINING_SECONDS = 10;
  private static final int CALIBRATION_CLIPS = 12;
  private static final int CALIBRATION_SECONDS = 20;

  /** The past is the same in every demo, so that its model can be used again; the future is not. */
  private static final SeedSpace PAST = new SeedSpace(1);

  private final Plant plant = Plant.of(MACHINES);
  private final long seed;
  private final Duration breakAfter;
  private final Duration repairAfter;
  private final List<SimulatedMachine> broken;

  /**
   * @param seed of what is heard and what breaks
   * @param breakAfter when two machines break
   * @param repairAfter when they are healthy again
   */
  SimulatedPlant(long seed, Duration breakAfter, Duration repairAfter) {
    this.seed = seed;
    this.breakAfter = breakAfter;
    this.repairAfter = repairAfter;
    List<SimulatedMachine> shuffled = new ArrayList<>(plant.machines());
    Collections.shuffle(shuffled, new Random(seed));
    broken = List.copyOf(shuffled.subList(0, BROKEN));
  }

  @Override
  public List<String> machines() {
    return plant.machines().stream().map(SimulatedMachine::id).toList();
  }

  @Override
  public TrainingPlan past() {
    return healthyPast();
  }

  /** What the demo's model learns from: the same in every demo. */
  public static TrainingPlan healthyPast() {
    return new TrainingPlan(
        clips(Purpose.TRAINING, TRAINING_CLIPS, TRAINING_SECONDS),
        clips(Purpose.CALIBRATION, CALIBRATION_CLIPS, CALIBRATION_SECONDS));
  }

  /**
   * Of the plant's machines and their sisters: the more there are to tell apart, the finer the ear.
   */
  private static Dataset clips(Purpose purpose, int count, int seconds) {
    List<TrainingClip> clips = new ArrayList<>();
    for (SimulatedMachine machine : Plant.of(Plant.MOST_MACHINES).machines()) {
      for (int i = 0; i < count; i++) {
        long clipSeed = PAST.seed(purpose, machine, i);
        clips.add(
            new TrainingClip(
                machine.id(),
                machine.type().id(),
                "%s-%02d".formatted(purpose, i),
                Condition.NORMAL,
                () -> new float[][] {render(machine.start(clipSeed), seconds)}));
      }
    }
    return new Dataset(clips);
  }

  private static float[] render(MachineSound sound, int seconds) {
    float[] samples = new float[seconds * MachineSound.SAMPLE_RATE];
    sound.render(samples, 0, samples.length);
    return samples;
  }

  @Override
  public List<Feed> future(Truth truth) {
    SeedSpace future = new SeedSpace(seed);
    List<Feed> feeds = new ArrayList<>();
    for (SimulatedMachine machine : plant.machines()) {
      MachineSound sound = machine.start(future.seed(Purpose.DEMO, machine, 0));
      if (broken.contains(machine)) {
        sound.breakAt(samples(breakAfter), Fault.of(machine.type()).get(0));
        sound.repairAt(samples(repairAfter));
        truth.breaks(machine.id(), breakAfter);
        truth.recovers(machine.id(), repairAfter);
      }
      feeds.add(
          new Feed(
              machine.id(),
              new Channels.Separate(machine.id()),
              PacedSounds.realTime(() -> new MachineSource(machine.id(), sound))));
    }
    return feeds;
  }

  private static long samples(Duration duration) {
    return duration.toMillis() * MachineSound.SAMPLE_RATE / 1000;
  }

  @Override
  public @Nullable Long seed() {
    return seed;
  }
}
