/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Window scores of healthy machines that wander as a first-order autoregression. */
final class Streams {

  static final double WINDOW_SECONDS = 1.024;
  static final WindowSpec WINDOW = new WindowSpec(64, 32, 8, Evidence.MEAN);

  private static final double MEMORY = 0.6;

  private Streams() {}

  static double[] wander(int windows, double mean, double deviation, Random random) {
    double[] scores = new double[windows];
    double state = random.nextGaussian();
    for (int i = 0; i < windows; i++) {
      state = MEMORY * state + Math.sqrt(1 - MEMORY * MEMORY) * random.nextGaussian();
      scores[i] = mean + deviation * state;
    }
    return scores;
  }

  static HeldOutClip clip(double[]... channels) {
    return new HeldOutClip(channels[0].length * WINDOW_SECONDS, List.of(channels));
  }

  /** So many recordings of ten minutes of each machine; no two machines score alike. */
  static SortedMap<String, List<HeldOutClip>> plant(int machines, int recordings, long seed) {
    Random random = new Random(seed);
    SortedMap<String, List<HeldOutClip>> plant = new TreeMap<>();
    for (int m = 0; m < machines; m++) {
      List<HeldOutClip> clips = new ArrayList<>();
      for (int r = 0; r < recordings; r++) {
        clips.add(clip(wander(586, 0.1 * m, 0.01 * (1 + m), random)));
      }
      plant.put("fan-" + m, clips);
    }
    return plant;
  }

  static SortedMap<String, FalseAlarms> falseAlarms(SortedMap<String, List<HeldOutClip>> heldOut) {
    return FalseAlarms.of(heldOut, WINDOW, WINDOW_SECONDS, AlarmSpec.standard());
  }

  static FalseAlarms falseAlarms(HeldOutClip... clips) {
    return falseAlarms(new TreeMap<>(Map.of("fan-0", List.of(clips)))).get("fan-0");
  }

  /** How many false alarms the sound raises at a threshold. */
  static long counted(List<HeldOutClip> clips, double threshold) {
    AlarmLevels levels = new AlarmLevels(WINDOW, AlarmSpec.standard());
    int rest = levels.rest(WINDOW_SECONDS);
    return clips.stream().mapToLong(c -> levels.peaks(levels.of(c), threshold, rest).count()).sum();
  }
}
