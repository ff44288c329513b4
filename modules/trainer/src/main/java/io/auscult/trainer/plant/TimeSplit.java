/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A machine's normal sound by time: the oldest is trained on, what followed finds the threshold,
 * and the latest is what a model is tried on. So a model is always tried on a time it does not
 * know, as in the plant.
 */
record TimeSplit(List<KeptSound> training, List<KeptSound> calibration, List<KeptSound> test) {

  /** So many moments that sound was kept of make a machine that can be learnt. */
  static final int LEAST_MOMENTS = 5;

  private static final double CALIBRATION_SHARE = 0.2;
  private static final double TEST_SHARE = 0.2;

  /**
   * Splits; what several sensors heard at the same time stays together.
   *
   * @return empty if there are fewer than {@link #LEAST_MOMENTS} moments
   */
  static Optional<TimeSplit> of(List<KeptSound> sounds) {
    List<List<KeptSound>> moments = moments(sounds);
    int count = moments.size();
    if (count < LEAST_MOMENTS) {
      return Optional.empty();
    }
    int test = count - (int) Math.max(1, Math.round(TEST_SHARE * count));
    int calibration = test - (int) Math.max(1, Math.round(CALIBRATION_SHARE * count));
    return Optional.of(
        new TimeSplit(
            sounds(moments.subList(0, calibration)),
            sounds(moments.subList(calibration, test)),
            sounds(moments.subList(test, count))));
  }

  private static List<List<KeptSound>> moments(List<KeptSound> sounds) {
    List<List<KeptSound>> moments = new ArrayList<>();
    Instant end = Instant.MIN;
    for (KeptSound sound :
        sounds.stream()
            .sorted(Comparator.comparing(KeptSound::capturedAt).thenComparing(KeptSound::sensorId))
            .toList()) {
      if (!sound.capturedAt().isBefore(end)) {
        moments.add(new ArrayList<>());
      }
      moments.get(moments.size() - 1).add(sound);
      end = sound.end().isAfter(end) ? sound.end() : end;
    }
    return moments;
  }

  private static List<KeptSound> sounds(List<List<KeptSound>> moments) {
    return moments.stream().flatMap(List::stream).toList();
  }
}
