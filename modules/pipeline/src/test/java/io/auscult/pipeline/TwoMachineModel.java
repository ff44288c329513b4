/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.detector.FalseAlarms;
import io.auscult.detector.ModelBundle;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;
import io.auscult.trainer.Condition;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.Trainer;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.TrainingListener;
import io.auscult.trainer.TrainingPlan;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A real model of the simulated machines fan-0 and pump-0, trained in a few seconds. */
public final class TwoMachineModel {

  private static final SeedSpace SEEDS = new SeedSpace(7);
  private static final List<SimulatedMachine> MACHINES = Plant.of(2).machines();

  private TwoMachineModel() {}

  private static @Nullable ModelBundle bundle;
  private static @Nullable ModelBundle other;
  private static @Nullable ModelBundle longer;

  /** Trained once for all tests of this process. */
  public static synchronized ModelBundle bundle() throws Exception {
    if (bundle == null) {
      bundle = train(1, 64, MACHINES);
    }
    return bundle;
  }

  /** Another model of the same machines. */
  public static synchronized ModelBundle otherBundle() throws Exception {
    if (other == null) {
      other = train(2, 64, MACHINES);
    }
    return other;
  }

  /** A model of the same machines that hears windows of 96 frames, not 64. */
  static synchronized ModelBundle longerBundle() throws Exception {
    if (longer == null) {
      longer = train(3, 96, MACHINES);
    }
    return longer;
  }

  /** A model that knows one of the two machines only. */
  static ModelBundle bundleOf(String machineId) throws Exception {
    return train(4, 64, MACHINES.stream().filter(m -> m.id().equals(machineId)).toList());
  }

  private static ModelBundle train(long seed, int frames, List<SimulatedMachine> machines)
      throws Exception {
    // Half a minute of held-out sound can tell of hours, not of weeks.
    TrainingPlan plan =
        new TrainingPlan(
                clips(Purpose.TRAINING, 6, machines), clips(Purpose.CALIBRATION, 3, machines))
            .asking(FalseAlarms.HOURS_A_WEEK);
    Recipe quick = Recipe.named("default").withEpochs(4).withWindow(frames);
    return new Trainer(1).train(plan, quick, seed, TrainingListener.none());
  }

  /** Healthy sound that was not trained on. */
  public static float[] healthy(String machineId, int seconds) {
    SimulatedMachine machine =
        MACHINES.stream().filter(m -> m.id().equals(machineId)).findFirst().orElseThrow();
    return render(machine, Purpose.EVALUATION, 0, seconds);
  }

  private static Dataset clips(Purpose purpose, int count, List<SimulatedMachine> machines) {
    List<TrainingClip> clips = new ArrayList<>();
    for (SimulatedMachine machine : machines) {
      for (int i = 0; i < count; i++) {
        float[] sound = render(machine, purpose, i, 10);
        clips.add(
            new TrainingClip(
                machine.id(),
                machine.type().id(),
                purpose.name() + i,
                Condition.NORMAL,
                () -> new float[][] {sound}));
      }
    }
    return new Dataset(clips);
  }

  private static float[] render(
      SimulatedMachine machine, Purpose purpose, int recording, int seconds) {
    MachineSound sound = machine.start(SEEDS.seed(purpose, machine, recording));
    float[] samples = new float[seconds * MachineSound.SAMPLE_RATE];
    sound.render(samples, 0, samples.length);
    return samples;
  }
}
