/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which normal sound is trained on, and which is held out to find the thresholds.
 *
 * @param training normal clips of at least two machines
 * @param calibration other normal clips of the same machines; of a machine without any the model
 *     has no threshold
 * @param falseAlarmsPerWeek so many false alarms a week and machine the thresholds are for
 */
public record TrainingPlan(Dataset training, Dataset calibration, double falseAlarmsPerWeek) {

  /** One false alarm a machine and week: what a person who looks after twenty machines can bear. */
  public static final double DEFAULT_FALSE_ALARMS_PER_WEEK = 1;

  /**
   * Keeps the normal clips alone.
   *
   * @throws IllegalArgumentException if the rate is not positive
   */
  public TrainingPlan {
    training = training.normals();
    calibration = calibration.normals();
    if (!(falseAlarmsPerWeek > 0) || Double.isInfinite(falseAlarmsPerWeek)) {
      throw new IllegalArgumentException(
          "falseAlarmsPerWeek: must be a positive number, is " + falseAlarmsPerWeek);
    }
  }

  /** A plan for thresholds of {@value #DEFAULT_FALSE_ALARMS_PER_WEEK} false alarm a week. */
  public TrainingPlan(Dataset training, Dataset calibration) {
    this(training, calibration, DEFAULT_FALSE_ALARMS_PER_WEEK);
  }

  /** The same plan for thresholds of so many false alarms a week and machine. */
  public TrainingPlan asking(double rate) {
    return new TrainingPlan(training, calibration, rate);
  }

  /** Trains on everything. The model ranks sound, but has no thresholds. */
  public static TrainingPlan uncalibrated(Dataset dataset) {
    return new TrainingPlan(dataset, new Dataset(List.of()));
  }

  /**
   * Holds out a share of every machine's normal clips, spread evenly over them.
   *
   * @param share 0 to 1; at least one clip of each machine is held out, and one is kept
   * @throws DatasetException if a machine has a single normal clip
   */
  public static TrainingPlan holdingOut(Dataset dataset, double share) throws DatasetException {
    Map<String, List<TrainingClip>> byMachine = new LinkedHashMap<>();
    for (TrainingClip clip : dataset.normals().clips()) {
      byMachine.computeIfAbsent(clip.machineId(), id -> new ArrayList<>()).add(clip);
    }
    List<TrainingClip> training = new ArrayList<>();
    List<TrainingClip> calibration = new ArrayList<>();
    for (Map.Entry<String, List<TrainingClip>> machine : byMachine.entrySet()) {
      List<TrainingClip> clips = machine.getValue();
      if (clips.size() < 2) {
        throw new DatasetException(
            machine.getKey()
                + " has a single normal clip: a threshold needs a second one that is not trained on");
      }
      long held = Math.max(1, Math.min(Math.round(share * clips.size()), clips.size() - 1));
      for (int i = 0; i < clips.size(); i++) {
        boolean out = (i + 1) * held / clips.size() > i * held / clips.size();
        (out ? calibration : training).add(clips.get(i));
      }
    }
    return new TrainingPlan(new Dataset(training), new Dataset(calibration));
  }
}
