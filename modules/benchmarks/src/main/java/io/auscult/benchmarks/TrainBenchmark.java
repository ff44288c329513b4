/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

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
import io.auscult.trainer.TrainingListener.Phase;
import io.auscult.trainer.TrainingPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Training of the published recipe: four machines of one type, clips of 10 s, batches of 32, the
 * front-end's work done before the clock starts.
 */
public final class TrainBenchmark {

  private static final Recipe RECIPE = Recipe.named("seed");
  private static final int MACHINES = 4;
  private static final int CLIPS = 32;
  private static final int CALIBRATION_CLIPS = 1;
  private static final long SEED = 1;
  private static final SeedSpace SEEDS = new SeedSpace(SEED);

  private final int threads;
  private final int epochs;

  /**
   * @param threads for libtorch
   * @param epochs to measure, after one to warm up
   */
  public TrainBenchmark(int threads, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be at least 1, is " + epochs);
    }
    this.threads = threads;
    this.epochs = epochs;
  }

  /** Trains, and throws the model away. */
  public TrainFigures run() throws IOException, InterruptedException {
    long[] ends = new long[1 + epochs];
    new Trainer(threads)
        .train(
            new TrainingPlan(
                clips(Purpose.TRAINING, CLIPS), clips(Purpose.CALIBRATION, CALIBRATION_CLIPS)),
            RECIPE.withEpochs(1 + epochs),
            SEED,
            progress -> {
              if (progress.phase() == Phase.TRAINING && progress.epoch() > 0) {
                ends[progress.epoch() - 1] = System.nanoTime();
              }
            });
    double[] rates = new double[epochs];
    for (int epoch = 0; epoch < epochs; epoch++) {
      rates[epoch] = MACHINES * CLIPS * 1e9 / (ends[epoch + 1] - ends[epoch]);
    }
    Arrays.sort(rates);
    return new TrainFigures(RECIPE.name(), rates[epochs / 2], threads, MACHINES * CLIPS, epochs);
  }

  private static Dataset clips(Purpose purpose, int count) {
    List<TrainingClip> clips = new ArrayList<>();
    for (SimulatedMachine machine : Plant.of(MACHINES).machines()) {
      for (int i = 0; i < count; i++) {
        float[] sound = new float[10 * MachineSound.SAMPLE_RATE];
        machine.start(SEEDS.seed(purpose, machine, i)).render(sound, 0, sound.length);
        clips.add(
            new TrainingClip(
                machine.id(),
                "bench",
                "%s-%d".formatted(machine.id(), i),
                Condition.NORMAL,
                () -> new float[][] {sound}));
      }
    }
    return new Dataset(clips);
  }
}
