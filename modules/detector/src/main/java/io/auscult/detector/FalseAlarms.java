/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.TailSpec;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How often a class's healthy sound raises an alarm, by threshold: peaks over a level (Coles 2001,
 * chapters 4 and 5). The peaks of the alarm level over a level that is exceeded now and then are
 * counted; how far they rise above it has a generalised Pareto tail, so that rates are known beyond
 * what was heard. Rates lie on the careful side: one more peak is counted than there were, and the
 * tail is the one to predict with, not the one that fits best (see {@link PooledTail}).
 */
public final class FalseAlarms {

  /** What turns a rate per hour into one per week. */
  public static final double HOURS_A_WEEK = 168;

  /** So many quantiles of the smoothed scores stand for all of them. */
  private static final int BODY = 41;

  private final HeldOutSound sound;
  private final double level;
  private final double peaksPerWeek;
  private final ParetoTail tail;
  private final TailSpec smoothed;

  private FalseAlarms(HeldOutSound sound, PooledTail alarms, PooledTail scores) {
    this.sound = sound;
    Excesses peaks = sound.alarmExcesses();
    level = peaks.level();
    peaksPerWeek = perWeek(Math.round(peaks.independent()));
    tail = alarms.predict(peaks, sound.independent());
    smoothed = smoothedTail(scores);
  }

  /**
   * Learns from the held-out sound of a model's classes together, because they share the shape of
   * their tails.
   *
   * @param heldOut by the class's name; at least one clip each
   * @param window how window scores are smoothed
   * @param windowSeconds time from one window to the next
   * @param alarm the alarm rule
   * @return by the class's name
   */
  public static SortedMap<String, FalseAlarms> of(
      Map<String, List<HeldOutClip>> heldOut,
      WindowSpec window,
      double windowSeconds,
      AlarmSpec alarm) {
    AlarmLevels levels = new AlarmLevels(window, alarm);
    SortedMap<String, HeldOutSound> sounds = new TreeMap<>();
    heldOut.forEach(
        (name, clips) -> sounds.put(name, new HeldOutSound(clips, levels, windowSeconds)));
    PooledTail alarms =
        PooledTail.fit(sounds.values().stream().map(HeldOutSound::alarmExcesses).toList());
    PooledTail scores =
        PooledTail.fit(sounds.values().stream().map(HeldOutSound::smoothedExcesses).toList());
    SortedMap<String, FalseAlarms> classes = new TreeMap<>();
    sounds.forEach((name, sound) -> classes.put(name, new FalseAlarms(sound, alarms, scores)));
    return classes;
  }

  private TailSpec smoothedTail(PooledTail scores) {
    Excesses excesses = sound.smoothedExcesses();
    double share = Math.max(excesses.share(), 1 / (1 + sound.independent()));
    List<Double> body = new ArrayList<>();
    for (int i = 0; i < BODY - 1; i++) {
      double rank = (1 - share) * i / (BODY - 1);
      body.add(Math.min(excesses.level(), HeldOutSound.quantile(sound.smoothed(), rank)));
    }
    body.add(excesses.level());
    ParetoTail beyond = scores.predict(excesses, sound.independent());
    return new TailSpec(sound.independent(), body, share, beyond.scale(), beyond.shape());
  }

  private double perWeek(long alarms) {
    return (alarms + 1) * HOURS_A_WEEK / sound.hours();
  }

  /** Hours of held-out sound; the channels of a clip count once. */
  public double hours() {
    return sound.hours();
  }

  /** How many clips it came in. */
  public int clips() {
    return sound.clips();
  }

  /** How many more hours it takes until such a rate is one alarm in what was heard; 0 if none. */
  public double hoursMissing(double perWeek) {
    return Math.max(0, HOURS_A_WEEK / perWeek - hours());
  }

  /** How many false alarms the held-out sound itself raises at a threshold. */
  public long counted(double threshold) {
    return sound.falseAlarms(threshold);
  }

  /** The false alarms to expect in a week at a threshold, in hours that are like those heard. */
  public double perWeek(double threshold) {
    return threshold < level
        ? Math.max(peaksPerWeek, perWeek(counted(threshold)))
        : peaksPerWeek * tail.beyond(threshold - level);
  }

  /** The threshold that raises so many false alarms a week, or fewer if that is very many. */
  public double threshold(double perWeek) {
    return level + tail.excess(Math.min(1, perWeek / peaksPerWeek));
  }

  /** Whether such a rate is less than one alarm in what was heard. */
  public boolean isExtrapolated(double perWeek) {
    return hoursMissing(perWeek) > 0;
  }

  /** What the manifest says of the class when so many false alarms a week are asked for. */
  public CalibrationSpec calibration(double perWeek) {
    return new CalibrationSpec(
        threshold(perWeek), perWeek, isExtrapolated(perWeek), hours(), sound.clips(), smoothed);
  }
}
