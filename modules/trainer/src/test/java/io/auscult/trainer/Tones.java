/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Four little machines that hum, each at a pitch of its own, over noise. */
final class Tones {

  static final int SAMPLE_RATE = 16000;

  private Tones() {}

  static float[] hum(double hz, int samples, long seed) {
    Random random = new Random(seed);
    double phase = random.nextDouble();
    float[] sound = new float[samples];
    for (int i = 0; i < samples; i++) {
      double t = (double) i / SAMPLE_RATE;
      sound[i] =
          (float) (0.1 * Math.sin(2 * Math.PI * (hz * t + phase)) + 0.02 * random.nextGaussian());
    }
    return sound;
  }

  static double pitch(int machine) {
    return 300 * Math.pow(1.6, machine);
  }

  /** Normal clips of so many machines of two types; the first of each has two channels. */
  static Dataset normals(int machines, int clips, double seconds) {
    List<TrainingClip> all = new ArrayList<>();
    for (int m = 0; m < machines; m++) {
      for (int c = 0; c < clips; c++) {
        all.add(normal(m, c, seconds));
      }
    }
    return new Dataset(all);
  }

  static TrainingClip normal(int machine, int number, double seconds) {
    return clip(machine, number, seconds, Condition.NORMAL, pitch(machine));
  }

  /** The same machine, a third too high. */
  static TrainingClip abnormal(int machine, int number, double seconds) {
    return clip(machine, number, seconds, Condition.ABNORMAL, 1.25 * pitch(machine));
  }

  private static TrainingClip clip(
      int machine, int number, double seconds, Condition condition, double hz) {
    String type = machine % 2 == 0 ? "fan" : "pump";
    int samples = (int) (seconds * SAMPLE_RATE);
    long seed = 1000L * machine + 10L * number + (condition == Condition.NORMAL ? 0 : 1);
    return new TrainingClip(
        type + "/id_0" + machine,
        type,
        String.format("%08d", number),
        condition,
        () -> new float[][] {hum(hz, samples, seed), hum(hz, samples, seed + 500)});
  }
}
