/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.WindowScore;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * The windows of one sensor in the last ten minutes, each of them, by their end. At most {@value
 * #MOST}: a model whose windows follow closer than half a second is remembered for less. Not
 * thread-safe.
 */
final class RecentWindows {

  /** How far back it reaches. */
  static final Duration SPAN = Duration.ofMinutes(10);

  static final int MOST = 1_200;
  private static final int FIRST_CAPACITY = 64;

  private long[] endMicros = new long[FIRST_CAPACITY];
  private float[] score = new float[FIRST_CAPACITY];
  private float[] smoothed = new float[FIRST_CAPACITY];
  private float[] threshold = new float[FIRST_CAPACITY];
  private float[] level = new float[FIRST_CAPACITY];
  private int first;
  private int size;

  /** Takes a window; one that is older than the newest finds its place. */
  void add(WindowScore window) {
    long end = Micros.of(window.getWindowEnd());
    if (size > 0 && end < endMicros[at(size - 1)] - SPAN.toNanos() / 1_000) {
      return;
    }
    int place = size;
    while (place > 0 && endMicros[at(place - 1)] >= end) {
      place--;
    }
    boolean again = place < size && endMicros[at(place)] == end;
    if (!again) {
      makeRoom();
      place = Math.min(place, size);
      for (int i = size; i > place; i--) {
        move(at(i - 1), at(i));
      }
      size++;
    }
    int slot = at(place);
    endMicros[slot] = end;
    score[slot] = (float) window.getScore();
    smoothed[slot] = (float) window.getSmoothedScore();
    threshold[slot] = (float) window.getThreshold();
    level[slot] = (float) window.getLevelDbfs();
    forgetOld();
  }

  private void makeRoom() {
    if (size < endMicros.length) {
      return;
    }
    if (size == MOST) {
      first = at(1);
      size--;
      return;
    }
    int larger = Math.min(MOST, 2 * size);
    endMicros = grown(endMicros, larger);
    score = grown(score, larger);
    smoothed = grown(smoothed, larger);
    threshold = grown(threshold, larger);
    level = grown(level, larger);
    first = 0;
  }

  private long[] grown(long[] from, int capacity) {
    long[] to = new long[capacity];
    for (int i = 0; i < size; i++) {
      to[i] = from[at(i)];
    }
    return to;
  }

  private float[] grown(float[] from, int capacity) {
    float[] to = new float[capacity];
    for (int i = 0; i < size; i++) {
      to[i] = from[(first + i) % from.length];
    }
    return to;
  }

  private void forgetOld() {
    long oldest = endMicros[at(size - 1)] - SPAN.toNanos() / 1_000;
    while (endMicros[first] < oldest) {
      first = at(1);
      size--;
    }
  }

  private int at(int i) {
    return (first + i) % endMicros.length;
  }

  private void move(int from, int to) {
    endMicros[to] = endMicros[from];
    score[to] = score[from];
    smoothed[to] = smoothed[from];
    threshold[to] = threshold[from];
    level[to] = level[from];
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The index of the window that ended then; negative if there is none. */
  int find(Instant end) {
    long wanted = Micros.of(end);
    for (int i = size - 1; i >= 0 && endMicros[at(i)] >= wanted; i--) {
      if (endMicros[at(i)] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** When window i ended; 0 is the oldest. */
  Instant end(int i) {
    return Micros.instant(endMicros[at(i)]);
  }

  float score(int i) {
    return score[at(i)];
  }

  float smoothed(int i) {
    return smoothed[at(i)];
  }

  float threshold(int i) {
    return threshold[at(i)];
  }

  float level(int i) {
    return level[at(i)];
  }

  /** Whether window i counts as over the threshold: its own score and the smoothed one are. */
  boolean isOver(int i) {
    return score(i) > threshold(i) && smoothed(i) > threshold(i);
  }

  /** The windows that ended in a time, as columns. */
  Series between(Instant from, Instant until) {
    long begin = Micros.of(from);
    long end = Micros.of(until);
    double[] seconds = new double[size];
    float[] own = new float[size];
    float[] smooth = new float[size];
    float[] limit = new float[size];
    float[] loud = new float[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      int slot = at(i);
      if (endMicros[slot] >= begin && endMicros[slot] < end) {
        seconds[count] = endMicros[slot] / 1e6;
        own[count] = score[slot];
        smooth[count] = smoothed[slot];
        limit[count] = threshold[slot];
        loud[count++] = level[slot];
      }
    }
    return new Series(
        0,
        Arrays.copyOf(seconds, count),
        Arrays.copyOf(own, count),
        Arrays.copyOf(smooth, count),
        Arrays.copyOf(smooth, count),
        Arrays.copyOf(smooth, count),
        Arrays.copyOf(limit, count),
        Arrays.copyOf(loud, count),
        Arrays.copyOf(loud, count),
        Arrays.copyOf(loud, count));
  }
}
