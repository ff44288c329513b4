/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.WindowScore;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The last 24 hours of one sensor in pieces of ten seconds: smallest, mean and largest smoothed
 * score and level. Windows may come in any order. An hour takes 15 kB, and memory is taken for
 * hours with sound only. Not thread-safe.
 */
final class DayHistory {

  /** Length of a piece. */
  static final int STEP_SECONDS = 10;

  private static final int STEPS_AN_HOUR = 3_600 / STEP_SECONDS;

  /** One more than a day has, because a day seldom begins with an hour. */
  private static final int HOURS = 25;

  private final @Nullable Hour[] hours = new @Nullable Hour[HOURS];

  private static final class Hour {
    private final long number;
    private final short[] count = new short[STEPS_AN_HOUR];
    private final float[] score = new float[STEPS_AN_HOUR];
    private final float[] smoothedMin = new float[STEPS_AN_HOUR];
    private final float[] smoothed = new float[STEPS_AN_HOUR];
    private final float[] smoothedMax = new float[STEPS_AN_HOUR];
    private final float[] threshold = new float[STEPS_AN_HOUR];
    private final float[] levelMin = new float[STEPS_AN_HOUR];
    private final float[] level = new float[STEPS_AN_HOUR];
    private final float[] levelMax = new float[STEPS_AN_HOUR];
    private final long[] firstOffset = new long[STEPS_AN_HOUR];

    Hour(long number) {
      this.number = number;
      Arrays.fill(smoothedMin, Float.POSITIVE_INFINITY);
      Arrays.fill(smoothedMax, Float.NEGATIVE_INFINITY);
      Arrays.fill(levelMin, Float.POSITIVE_INFINITY);
      Arrays.fill(levelMax, Float.NEGATIVE_INFINITY);
      Arrays.fill(firstOffset, Long.MAX_VALUE);
    }

    void add(int step, WindowScore window) {
      float smooth = (float) window.getSmoothedScore();
      float loud = (float) window.getLevelDbfs();
      float share = 1f / ++count[step];
      score[step] += ((float) window.getScore() - score[step]) * share;
      smoothed[step] += (smooth - smoothed[step]) * share;
      threshold[step] += ((float) window.getThreshold() - threshold[step]) * share;
      level[step] += (loud - level[step]) * share;
      smoothedMin[step] = Math.min(smoothedMin[step], smooth);
      smoothedMax[step] = Math.max(smoothedMax[step], smooth);
      levelMin[step] = Math.min(levelMin[step], loud);
      levelMax[step] = Math.max(levelMax[step], loud);
      firstOffset[step] = Math.min(firstOffset[step], window.getSourceOffsetFirst());
    }
  }

  /** Takes a window, unless it is older than what is kept. */
  void add(WindowScore window) {
    long step = Math.floorDiv(window.getWindowEnd().getEpochSecond(), STEP_SECONDS);
    long number = Math.floorDiv(step, STEPS_AN_HOUR);
    int slot = Math.floorMod(number, HOURS);
    Hour hour = hours[slot];
    if (hour == null || hour.number < number) {
      hour = new Hour(number);
      hours[slot] = hour;
    }
    if (hour.number == number) {
      hour.add(Math.floorMod(step, STEPS_AN_HOUR), window);
    }
  }

  /** The largest smoothed score in units of the threshold; NaN if nothing was heard then. */
  double mostOver(Instant from, Instant until) {
    Series series = between(from, until);
    double most = Double.NaN;
    for (int i = 0; i < series.seconds().length; i++) {
      double over = series.scoreMax()[i] / series.threshold()[i];
      most = Double.isNaN(most) ? over : Math.max(most, over);
    }
    return most;
  }

  /** The smallest offset of the sound of windows that ended in a time; empty if there is none. */
  OptionalLong firstOffset(Instant from, Instant until) {
    long least = Long.MAX_VALUE;
    long endStep = -Math.floorDiv(-until.getEpochSecond(), STEP_SECONDS);
    for (long step = Math.floorDiv(from.getEpochSecond(), STEP_SECONDS); step < endStep; step++) {
      long number = Math.floorDiv(step, STEPS_AN_HOUR);
      Hour hour = hours[Math.floorMod(number, HOURS)];
      if (hour != null && hour.number == number) {
        least = Math.min(least, hour.firstOffset[Math.floorMod(step, STEPS_AN_HOUR)]);
      }
    }
    return least == Long.MAX_VALUE ? OptionalLong.empty() : OptionalLong.of(least);
  }

  /** The pieces in a time, as columns; those without a window are left out. */
  Series between(Instant from, Instant until) {
    long firstStep = Math.floorDiv(from.getEpochSecond(), STEP_SECONDS);
    long endStep = -Math.floorDiv(-until.getEpochSecond(), STEP_SECONDS);
    int most = (int) Math.max(0, Math.min(endStep - firstStep, (long) HOURS * STEPS_AN_HOUR));
    double[] seconds = new double[most];
    float[][] columns = new float[8][most];
    int count = 0;
    for (long step = endStep - most; step < endStep; step++) {
      long number = Math.floorDiv(step, STEPS_AN_HOUR);
      Hour hour = hours[Math.floorMod(number, HOURS)];
      int i = Math.floorMod(step, STEPS_AN_HOUR);
      if (hour == null || hour.number != number || hour.count[i] == 0) {
        continue;
      }
      seconds[count] = step * STEP_SECONDS;
      columns[0][count] = hour.score[i];
      columns[1][count] = hour.smoothedMin[i];
      columns[2][count] = hour.smoothed[i];
      columns[3][count] = hour.smoothedMax[i];
      columns[4][count] = hour.threshold[i];
      columns[5][count] = hour.levelMin[i];
      columns[6][count] = hour.level[i];
      columns[7][count++] = hour.levelMax[i];
    }
    for (int column = 0; column < columns.length; column++) {
      columns[column] = Arrays.copyOf(columns[column], count);
    }
    return new Series(
        STEP_SECONDS,
        Arrays.copyOf(seconds, count),
        columns[0],
        columns[1],
        columns[2],
        columns[3],
        columns[4],
        columns[5],
        columns[6],
        columns[7]);
  }
}
