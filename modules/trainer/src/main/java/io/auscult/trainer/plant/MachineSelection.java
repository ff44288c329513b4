/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The kept sound of one machine: what of it is taken, and why the rest is not. */
final class MachineSelection {

  /** What people called a false alarm is taken first, but is not all that a machine sounds like. */
  private static final double LABELLED_SHARE = 0.5;

  private final Set<Moment> seen = new HashSet<>();
  private final Map<Exclusion, Integer> excluded = new EnumMap<>(Exclusion.class);
  private List<KeptSound> normals = new ArrayList<>();
  private List<KeptSound> labelled = new ArrayList<>();
  private List<KeptSound> real = new ArrayList<>();
  private int offered;

  private record Moment(String sensorId, Instant capturedAt) {}

  /**
   * Whether a clip is there for the first time; what is not is excluded. Clips are written at least
   * once.
   */
  boolean isNew(KeptSound sound) {
    offered++;
    if (seen.add(new Moment(sound.sensorId(), sound.capturedAt()))) {
      return true;
    }
    exclude(Exclusion.DUPLICATE);
    return false;
  }

  void exclude(Exclusion reason) {
    exclude(reason, 1);
  }

  private void exclude(Exclusion reason, int count) {
    if (count > 0) {
      excluded.merge(reason, count, Integer::sum);
    }
  }

  void addNormal(KeptSound sound) {
    normals.add(sound);
  }

  /** A clip of an anomaly that was none. */
  void addLabelled(KeptSound sound) {
    labelled.add(sound);
  }

  /** A clip of a real anomaly: for a trial, never for a training. */
  void addReal(KeptSound sound) {
    real.add(sound);
  }

  /** The clips that would be trained on. */
  List<KeptSound> candidates() {
    List<KeptSound> all = new ArrayList<>(normals);
    all.addAll(labelled);
    return all;
  }

  List<KeptSound> real() {
    return real;
  }

  int offered() {
    return offered;
  }

  Map<Exclusion, Integer> excluded() {
    return excluded;
  }

  /** Leaves candidates out. */
  void leaveOut(Predicate<KeptSound> unwanted, Exclusion reason) {
    int before = normals.size() + labelled.size();
    normals = normals.stream().filter(unwanted.negate()).toList();
    labelled = labelled.stream().filter(unwanted.negate()).toList();
    exclude(reason, before - normals.size() - labelled.size());
  }

  /**
   * Takes so much of it, and splits that by time. All that people labelled as normal is trained on,
   * whenever it was: what they said is to have an effect.
   *
   * @return empty if there is too little; all of it is excluded then
   */
  Optional<TimeSplit> take(double mostSeconds) {
    List<KeptSound> takenLabelled = spread(labelled, LABELLED_SHARE * mostSeconds);
    List<KeptSound> takenNormals = spread(normals, mostSeconds - seconds(takenLabelled));
    exclude(
        Exclusion.SPARED,
        labelled.size() + normals.size() - takenLabelled.size() - takenNormals.size());
    Optional<TimeSplit> split = TimeSplit.of(takenNormals);
    if (split.isEmpty()) {
      exclude(Exclusion.TOO_LITTLE, takenLabelled.size() + takenNormals.size());
      return split;
    }
    return split.map(
        s -> {
          List<KeptSound> training = new ArrayList<>(takenLabelled);
          training.addAll(s.training());
          return new TimeSplit(training, s.calibration(), s.test());
        });
  }

  /** Spreads what is taken over each sensor's time; a sensor with little leaves more to others. */
  private static List<KeptSound> spread(List<KeptSound> sounds, double mostSeconds) {
    Map<String, List<KeptSound>> bySensor = new TreeMap<>();
    sounds.stream()
        .sorted(Comparator.comparing(KeptSound::capturedAt))
        .forEach(s -> bySensor.computeIfAbsent(s.sensorId(), id -> new ArrayList<>()).add(s));
    List<List<KeptSound>> leastFirst = new ArrayList<>(bySensor.values());
    leastFirst.sort(Comparator.comparingDouble(MachineSelection::seconds));
    List<KeptSound> taken = new ArrayList<>();
    for (int i = 0; i < leastFirst.size(); i++) {
      double share = (mostSeconds - seconds(taken)) / (leastFirst.size() - i);
      taken.addAll(evenly(leastFirst.get(i), share));
    }
    return taken;
  }

  private static List<KeptSound> evenly(List<KeptSound> sounds, double mostSeconds) {
    double all = seconds(sounds);
    if (all <= mostSeconds) {
      return sounds;
    }
    int count = (int) Math.max(1, sounds.size() * mostSeconds / all);
    List<KeptSound> taken = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      taken.add(sounds.get((int) ((long) i * sounds.size() / count)));
    }
    return taken;
  }

  private static double seconds(List<KeptSound> sounds) {
    return sounds.stream().mapToDouble(KeptSound::seconds).sum();
  }
}
