/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The held-out sound of one class, ready to be counted.
 *
 * <p>How far values rise above a high level is always seen on other clips than the level was found
 * on. Where a machine sounds a little different from clip to clip, windows of one clip know each
 * other too well to tell what the next clip will be like.
 */
final class HeldOutSound {

  /** So many excesses make a tail; a lower level would give more of them, but less of a tail. */
  private static final double WANTED_EXCESSES = 20;

  private static final double LEAST_SHARE = 0.05;
  private static final double MOST_SHARE = 0.3;

  /** Clips are dealt to so many parts; the level for one part's clips is found on the others. */
  private static final int PARTS = 5;

  private final List<HeldOutClip> clips;
  private final AlarmLevels alarms;
  private final double windowSeconds;
  private final List<double[]> smoothed; // per clip, all channels one after the other
  private final List<double[]> levels; // per clip, in the order of time
  private final double independent;

  HeldOutSound(List<HeldOutClip> clips, AlarmLevels alarms, double windowSeconds) {
    this.clips = clips;
    this.alarms = alarms;
    this.windowSeconds = windowSeconds;
    smoothed =
        clips.stream()
            .map(clip -> clip.smoothed(alarms.window(), alarms.alarm()))
            .map(channels -> channels.stream().flatMapToDouble(Arrays::stream).toArray())
            .toList();
    levels = clips.stream().map(alarms::of).toList();
    independent =
        clips.stream()
            .mapToDouble(clip -> Math.max(1, (double) clip.windows() / alarms.memory() - 1))
            .sum();
  }

  double hours() {
    return clips.stream().mapToDouble(HeldOutClip::seconds).sum() / 3600;
  }

  int clips() {
    return clips.size();
  }

  /** Neighbouring smoothed scores share their windows: so many are worth counting. */
  double independent() {
    return independent;
  }

  /** Every smoothed score, ascending. */
  double[] smoothed() {
    return ascending(smoothed.stream());
  }

  /** What every smoothed score exceeds a high level by. */
  Excesses smoothedExcesses() {
    double[] scores = smoothed();
    double level = level(smoothed.stream());
    double share = (double) Arrays.stream(scores).filter(s -> s > level).count() / scores.length;
    double[] values =
        excesses(smoothed, (ofClip, above) -> Arrays.stream(ofClip).filter(s -> s > above));
    return new Excesses(level, share, values, share * independent, spread());
  }

  /** What every peak of the alarm level exceeds a high level by. */
  Excesses alarmExcesses() {
    double level = level(levels.stream());
    long peaks =
        levels.stream().mapToLong(l -> alarms.peaks(l, level, alarms.memory()).count()).sum();
    double[] values =
        excesses(levels, (ofClip, above) -> alarms.peaks(ofClip, above, alarms.memory()));
    return new Excesses(level, wantedShare(), values, peaks, spread());
  }

  /** How many false alarms the sound raises at a threshold. */
  long falseAlarms(double threshold) {
    int rest = alarms.rest(windowSeconds);
    return levels.stream().mapToLong(ofClip -> alarms.peaks(ofClip, threshold, rest).count()).sum();
  }

  private double[] excesses(
      List<double[]> values, BiFunction<double[], Double, DoubleStream> above) {
    int parts = Math.min(PARTS, values.size());
    DoubleStream.Builder all = DoubleStream.builder();
    for (int part = 0; part < parts; part++) {
      int own = part;
      double level =
          level(
              IntStream.range(0, values.size())
                  .filter(clip -> parts == 1 || clip % parts != own)
                  .mapToObj(values::get));
      for (int clip = part; clip < values.size(); clip += parts) {
        above.apply(values.get(clip), level).forEach(value -> all.add(value - level));
      }
    }
    return all.build().sorted().toArray();
  }

  private double level(Stream<double[]> values) {
    return quantile(ascending(values), 1 - wantedShare());
  }

  private double wantedShare() {
    return Math.max(LEAST_SHARE, Math.min(MOST_SHARE, WANTED_EXCESSES / independent));
  }

  private double spread() {
    double[] scores = smoothed();
    double mean = Arrays.stream(scores).average().orElseThrow();
    return Math.sqrt(
        Arrays.stream(scores).map(s -> (s - mean) * (s - mean)).average().orElseThrow());
  }

  private static double[] ascending(Stream<double[]> values) {
    return values.flatMapToDouble(Arrays::stream).sorted().toArray();
  }

  /** The value that a share of the ascending values does not exceed. */
  static double quantile(double[] ascending, double share) {
    int rank = (int) Math.ceil(share * ascending.length);
    return ascending[Math.max(0, Math.min(ascending.length, rank) - 1)];
  }
}
