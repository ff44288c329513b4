/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.detector.Calibration;
import io.auscult.detector.Detector;
import io.auscult.detector.FalseAlarms;
import io.auscult.detector.HeldOutClip;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.WindowInput;
import io.auscult.detector.WindowResult;
import io.auscult.dsp.LogMelExtractor;
import io.auscult.pipeline.Listening;
import io.auscult.pipeline.state.ScoreHistory;
import io.auscult.pipeline.state.SensorEvidence;
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
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the watch makes of a real model's scores, of healthy sound and of a machine in a louder
 * factory. With {@code -Dauscult.drift.machines=8 -Dauscult.drift.recordings=12} it takes some
 * minutes and prints the figures of {@code docs/curator.md}.
 */
class DriftOnSimulatedSoundIT {

  private static final int MACHINES = Integer.getInteger("auscult.drift.machines", 2);

  /** Of ten minutes, and a machine. */
  private static final int RECORDINGS = Integer.getInteger("auscult.drift.recordings", 3);

  private static final int RECORDING_SECONDS = 600;
  private static final double LOUDER_DB = 2;
  private static final SeedSpace SEEDS = new SeedSpace(7);

  private static List<SimulatedMachine> machines;
  private static Detector detector;
  private static ModelBundle bundle;
  private static Listening listening;

  @BeforeAll
  static void train() throws Exception {
    machines = Plant.of(MACHINES).machines();
    TrainingPlan plan =
        new TrainingPlan(clips(Purpose.TRAINING, 12), clips(Purpose.CALIBRATION, 3))
            .asking(FalseAlarms.HOURS_A_WEEK);
    Recipe quick = Recipe.named("default").withEpochs(8).withWindow(64);
    bundle = new Trainer(1).train(plan, quick, 1, TrainingListener.none());
    listening = Listening.of(bundle.manifest());
    detector = Detector.load(bundle);
  }

  @AfterAll
  static void unload() {
    detector.close();
  }

  @Test
  void shouldNoticeALouderFactoryAndNothingInHealthySound() {
    List<SimulatedMachine> louder = Plant.of(MACHINES, Plant.DEFAULT_SNR_DB - LOUDER_DB).machines();
    SortedMap<String, double[][]> heldOut = new TreeMap<>();
    SortedMap<String, double[][]> healthy = new TreeMap<>();
    SortedMap<String, double[][]> changed = new TreeMap<>();
    for (int m = 0; m < MACHINES; m++) {
      String id = machines.get(m).id();
      heldOut.put(id, scores(machines.get(m), Purpose.CALIBRATION, RECORDINGS / 2));
      healthy.put(id, scores(machines.get(m), Purpose.EVALUATION, RECORDINGS));
      changed.put(id, scores(louder.get(m), Purpose.DEMO, 1 + RECORDINGS / 4));
    }

    for (int recordings = 1; recordings <= RECORDINGS / 2; recordings++) {
      SortedMap<String, CalibrationSpec> calibrations = calibrated(heldOut, recordings);
      int falsely = 0;
      int noticed = 0;
      for (String id : calibrations.keySet()) {
        DriftFigures normal = figures(id, healthy.get(id), calibrations.get(id));
        DriftFigures drifted = figures(id, changed.get(id), calibrations.get(id));
        falsely += begins(normal) ? 1 : 0;
        noticed += begins(drifted) ? 1 : 0;
        System.out.printf(
            "%d min to calibrate, %-8s healthy PSI %.2f KS %.2f, louder PSI %.2f KS %.2f (by chance %.2f, %.2f)%n",
            recordings * RECORDING_SECONDS / 60,
            id,
            normal.psi(),
            normal.ks(),
            drifted.psi(),
            drifted.ks(),
            normal.psiByChance(),
            normal.ksByChance());
      }
      assertThat(falsely).isZero();
      assertThat(noticed).isEqualTo(MACHINES);
    }
  }

  private static boolean begins(DriftFigures figures) {
    DriftRules rules = DriftRules.standard();
    DriftRules atOnce =
        new DriftRules(
            rules.span(),
            Duration.ZERO,
            rules.beginPsi(),
            rules.endPsi(),
            rules.chance(),
            rules.judgeEvery());
    return new DriftWatch(atOnce).judge(null, figures, Instant.EPOCH) != null;
  }

  private static SortedMap<String, CalibrationSpec> calibrated(
      SortedMap<String, double[][]> heldOut, int recordings) {
    SortedMap<String, List<HeldOutClip>> clips = new TreeMap<>();
    heldOut.forEach(
        (id, scores) -> {
          List<HeldOutClip> own = new ArrayList<>();
          for (int i = 0; i < recordings; i++) {
            own.add(new HeldOutClip(RECORDING_SECONDS, List.of(scores[i])));
          }
          clips.put(id, own);
        });
    SortedMap<String, CalibrationSpec> calibrations = new TreeMap<>();
    FalseAlarms.of(
            clips,
            bundle.manifest().window(),
            listening.windowPeriod().toNanos() / 1e9,
            bundle.manifest().alarm())
        .forEach((id, alarms) -> calibrations.put(id, alarms.calibration(1)));
    return calibrations;
  }

  private static DriftFigures figures(String id, double[][] recordings, CalibrationSpec spec) {
    Calibration calibration = new Calibration(spec);
    DriftWatch watch = new DriftWatch(DriftRules.standard());
    String version = bundle.manifest().modelVersion();
    HeardSound sound = new HeardSound(id, id, Instant.EPOCH, new float[0], version, 0);
    @Nullable SensorEvidence evidence = null;
    ScoreHistory history = DriftWatch.begun(sound.window(0).build(), spec);
    int window = 0;
    for (double[] scores : recordings) {
      for (double score : scores) {
        evidence = listening.smoother().add(evidence, version, score);
        double smoothed = listening.smoother().smoothed(evidence);
        WindowScore scored =
            sound
                .window(window++)
                .setTailProbability(calibration.tailProbability(smoothed))
                .build();
        history = watch.add(history, scored);
      }
    }
    return watch.figures(history, spec, listening);
  }

  private static double[][] scores(SimulatedMachine machine, Purpose purpose, int recordings) {
    double[][] scores = new double[recordings][];
    for (int i = 0; i < recordings; i++) {
      scores[i] = scores(machine, machine.start(SEEDS.seed(purpose, machine, i)));
    }
    return scores;
  }

  private static double[] scores(SimulatedMachine machine, MachineSound sound) {
    int length = listening.windowFrames();
    List<float[]> frames = new ArrayList<>();
    List<WindowInput> windows = new ArrayList<>();
    LogMelExtractor extractor =
        new LogMelExtractor(
            detector.frontEnd(),
            (index, frame) -> {
              frames.add(frame.clone());
              if (frames.size() == length) {
                windows.add(
                    new WindowInput(machine.id(), machine.id(), frames.toArray(float[][]::new)));
                frames.subList(0, listening.windowHop()).clear();
              }
            });
    float[] second = new float[MachineSound.SAMPLE_RATE];
    for (int s = 0; s < RECORDING_SECONDS; s++) {
      sound.render(second, 0, second.length);
      extractor.accept(second, 0, second.length);
    }
    double[] scores = new double[windows.size()];
    for (int first = 0; first < scores.length; first += 16) {
      int end = Math.min(scores.length, first + 16);
      List<WindowResult> results = detector.score(windows.subList(first, end));
      for (int i = first; i < end; i++) {
        scores[i] = results.get(i - first).score();
      }
    }
    return scores;
  }

  private static Dataset clips(Purpose purpose, int count) {
    List<TrainingClip> clips = new ArrayList<>();
    for (SimulatedMachine machine : machines) {
      for (int i = 0; i < count; i++) {
        float[] sound = new float[10 * MachineSound.SAMPLE_RATE];
        // Other sound than the recordings that are scored.
        machine.start(SEEDS.seed(purpose, machine, 1_000 + i)).render(sound, 0, sound.length);
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
}
