/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import io.auscult.dsp.FrontEnd;
import io.auscult.dsp.LogMelExtractor;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;

/** Log-mel frames of clips of 10 s at 16 kHz, on one thread, as a stream yields them. */
public final class FrontEndBenchmark {

  private static final int CLIP_SECONDS = 10;
  private static final SeedSpace SEEDS = new SeedSpace(1);

  private final double seconds;

  /**
   * @param seconds that a measurement lasts; there are five, after a warm-up
   */
  public FrontEndBenchmark(double seconds) {
    this.seconds = seconds;
  }

  /** Measures. */
  public FrontEndFigures run() {
    SimulatedMachine machine = Plant.of(1).machines().get(0);
    MachineSound sound = machine.start(SEEDS.seed(Purpose.DEMO, machine, 0));
    float[] clip = new float[CLIP_SECONDS * MachineSound.SAMPLE_RATE];
    sound.render(clip, 0, clip.length);
    FrontEnd frontEnd = FrontEnd.standard();
    double[] sum = new double[1];
    LogMelExtractor extractor =
        new LogMelExtractor(frontEnd, (index, logMel) -> sum[0] += logMel[0]);
    double clips =
        new Rate(seconds)
            .median(
                () -> {
                  extractor.reset();
                  extractor.accept(clip, 0, clip.length);
                  return 1;
                });
    if (Double.isNaN(sum[0])) {
      throw new IllegalStateException("a frame is no number");
    }
    return new FrontEndFigures(clips, frontEnd.frames(clip.length));
  }
}
