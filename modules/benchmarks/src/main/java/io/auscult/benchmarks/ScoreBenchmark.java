/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.UnusableBundleException;
import io.auscult.detector.WindowInput;
import io.auscult.dsp.LogMelExtractor;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Front-end and detector on one thread, without Kafka: the sound of many sensors, a second of each
 * in turn, becomes frames, windows and scores in batches as a pipeline makes them.
 */
public final class ScoreBenchmark {

  private static final int SENSORS = 16;

  /** As in the pipeline. */
  private static final int BATCH = 16;

  private static final SeedSpace SEEDS = new SeedSpace(1);

  private final ModelBundle model;
  private final Rate rate;
  private final List<WindowInput> waiting = new ArrayList<>();
  private long windows;

  /**
   * @param seconds that a measurement lasts; there are five, after a warm-up, of each kind
   */
  public ScoreBenchmark(ModelBundle model, double seconds) {
    this.model = model;
    this.rate = new Rate(seconds);
  }

  /**
   * Measures.
   *
   * @throws UnusableBundleException if the model cannot score
   */
  public ScoreFigures run() throws UnusableBundleException {
    try (Detector detector = Detector.load(model, 1)) {
      List<Sensor> sensors = sensors(detector);
      double sensorSeconds = rate.median(() -> hear(sensors, detector));
      List<WindowInput> batch = sensors.stream().map(Sensor::window).toList();
      double perSecond =
          rate.median(
              () -> {
                detector.score(batch);
                return batch.size();
              });
      double alone =
          rate.median(
              () -> {
                detector.score(batch.subList(0, 1));
                return 1;
              });
      return new ScoreFigures(
          sensorSeconds, perSecond, alone, windows, model.manifest().window().frames(), BATCH);
    }
  }

  private List<Sensor> sensors(Detector detector) {
    List<MachineSpec> known = model.manifest().machines();
    List<SimulatedMachine> plant = Plant.of(SENSORS).machines();
    List<Sensor> sensors = new ArrayList<>();
    for (int i = 0; i < SENSORS; i++) {
      MachineSpec machine = known.get(i % known.size());
      MachineSound sound = plant.get(i).start(SEEDS.seed(Purpose.DEMO, plant.get(i), i));
      sensors.add(new Sensor(machine.modelClass(), sound, detector));
    }
    return sensors;
  }

  /** A second of every sensor. */
  private int hear(List<Sensor> sensors, Detector detector) {
    for (Sensor sensor : sensors) {
      sensor.hear();
      while (waiting.size() >= BATCH) {
        List<WindowInput> batch = waiting.subList(0, BATCH);
        windows += detector.score(batch).size();
        batch.clear();
      }
    }
    return sensors.size();
  }

  /** One microphone; the same recording again and again. */
  private final class Sensor {

    private static final int RECORDED_SECONDS = 20;

    private final String modelClass;
    private final float[] recording = new float[RECORDED_SECONDS * MachineSound.SAMPLE_RATE];
    private final WindowSpec window = model.manifest().window();
    private final LogMelExtractor extractor;
    private final Deque<float[]> frames = new ArrayDeque<>();
    private int position;

    Sensor(String modelClass, MachineSound sound, Detector detector) {
      this.modelClass = modelClass;
      sound.render(recording, 0, recording.length);
      extractor = new LogMelExtractor(detector.frontEnd(), (index, logMel) -> take(logMel));
      while (frames.size() < window.frames() - 1) {
        hear();
      }
    }

    void hear() {
      extractor.accept(recording, position, MachineSound.SAMPLE_RATE);
      position = (position + MachineSound.SAMPLE_RATE) % recording.length;
    }

    private void take(float[] logMel) {
      frames.add(logMel.clone());
      if (frames.size() == window.frames()) {
        waiting.add(window());
        for (int i = 0; i < window.hop(); i++) {
          frames.remove();
        }
      }
    }

    /** Of the latest frames; filled up with the first where they are too few. */
    WindowInput window() {
      float[][] logMel = frames.toArray(float[][]::new);
      float[][] full = Arrays.copyOf(logMel, window.frames());
      Arrays.fill(full, logMel.length, full.length, logMel[0]);
      return new WindowInput(modelClass, "", full);
    }
  }
}
