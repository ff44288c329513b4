/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.TailSpec;
import io.auscult.pipeline.Listening;
import io.auscult.pipeline.state.OpenDrift;
import io.auscult.pipeline.state.ScoreHistory;
import io.auscult.pipeline.state.ScoreHour;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Gathers a machine's tail probabilities hour by hour, and judges whether they drift. */
final class DriftWatch {

  private static final int BINS = 100;

  /** Tail probabilities that the held-out sound can tell of; with hysteresis. */
  private static final double BEYOND = 0.01;

  private static final double WITHIN = 0.02;

  private final DriftRules rules;

  DriftWatch(DriftRules rules) {
    this.rules = rules;
  }

  /** Of another model or calibration: nothing is comparable. */
  static boolean isOf(ScoreHistory history, WindowScore window, CalibrationSpec calibration) {
    return history.getModelVersion().equals(window.getModelVersion())
        && history.getCalibration() == fingerprint(calibration);
  }

  static ScoreHistory begun(WindowScore window, CalibrationSpec calibration) {
    return new ScoreHistory(
        window.getModelVersion(), fingerprint(calibration), List.of(), window.getWindowEnd(), null);
  }

  private static long fingerprint(CalibrationSpec calibration) {
    TailSpec tail = calibration.smoothed();
    return Objects.hash(
        calibration.threshold(),
        tail.independent(),
        tail.body(),
        tail.share(),
        tail.scale(),
        tail.shape());
  }

  /** The history with one more window, and without the hours that are too long ago. */
  ScoreHistory add(ScoreHistory history, WindowScore window) {
    long hour = Math.floorDiv(window.getWindowEnd().getEpochSecond(), 3_600L);
    List<ScoreHour> before = history.getHours();
    long newest = before.isEmpty() ? hour : Math.max(hour, last(before).getHour());
    long oldest = newest - rules.span().toHours();
    int bin = (int) Math.min(BINS - 1, Math.max(0, window.getTailProbability() * BINS));
    List<ScoreHour> hours = new ArrayList<>();
    boolean counted = hour <= oldest;
    for (ScoreHour each : before) {
      if (!counted && each.getHour() >= hour) {
        hours.add(
            each.getHour() == hour ? more(each, bin) : more(new ScoreHour(hour, none()), bin));
        counted = true;
        if (each.getHour() == hour) {
          continue;
        }
      }
      if (each.getHour() > oldest) {
        hours.add(each);
      }
    }
    if (!counted) {
      hours.add(more(new ScoreHour(hour, none()), bin));
    }
    return new ScoreHistory(
        history.getModelVersion(),
        history.getCalibration(),
        hours,
        history.getJudgedAt(),
        history.getDrift());
  }

  private static ScoreHour last(List<ScoreHour> hours) {
    return hours.get(hours.size() - 1);
  }

  private static ByteBuffer none() {
    return ByteBuffer.allocate(BINS * Integer.BYTES);
  }

  private static ScoreHour more(ScoreHour hour, int bin) {
    ByteBuffer counts = none();
    counts.put(hour.getCounts().duplicate()).flip();
    int at = bin * Integer.BYTES;
    counts.putInt(at, counts.getInt(at) + 1);
    return new ScoreHour(hour.getHour(), counts);
  }

  /** Whether it is time for a judgement. */
  boolean isDue(ScoreHistory history, Instant windowEnd) {
    return !windowEnd.isBefore(history.getJudgedAt().plus(rules.judgeEvery()));
  }

  /**
   * The figures of a history that has a window at least.
   *
   * @param listening of the model that scored it
   */
  DriftFigures figures(ScoreHistory history, CalibrationSpec calibration, Listening listening) {
    long[] counts = new long[BINS];
    Duration period = listening.windowPeriod();
    double seconds = 0;
    for (ScoreHour hour : history.getHours()) {
      long windows = 0;
      for (int i = 0; i < BINS; i++) {
        int count = hour.getCounts().getInt(hour.getCounts().position() + i * Integer.BYTES);
        counts[i] += count;
        windows += count;
      }
      // Several sensors hear one machine.
      seconds += Math.min(3_600, windows * period.toNanos() / 1e9);
    }
    // Smoothed scores share windows, and neighbouring windows share sound.
    double shared =
        listening.smoother().span() + (double) listening.windowFrames() / listening.windowHop() - 1;
    double observed = seconds * 1e9 / period.toNanos() / shared;
    return DriftFigures.of(
        counts, seconds / 3_600, calibration.smoothed().independent(), observed, rules.chance());
  }

  /**
   * What holds from now on.
   *
   * @param open what has held so far; null: no drift
   * @return the same if nothing has changed; null for no drift
   */
  @Nullable OpenDrift judge(@Nullable OpenDrift open, DriftFigures figures, Instant at) {
    if (open == null) {
      boolean begins =
          figures.hours() * 3_600 >= rules.least().toSeconds()
              && figures.psi() > rules.beginPsi() + figures.psiByChance()
              && figures.ks() > figures.ksByChance();
      return begins ? open(figures.median() < BEYOND, figures, at) : null;
    }
    if (figures.psi() < rules.endPsi() + figures.psiByChance()) {
      return null;
    }
    boolean retrained = open.getAdvice().equals(DriftAdvice.RETRAIN.name());
    boolean retrains = figures.median() < (retrained ? WITHIN : BEYOND);
    return retrains == retrained ? open : open(retrains, figures, at);
  }

  private static OpenDrift open(boolean retrains, DriftFigures figures, Instant at) {
    DriftAdvice advice = retrains ? DriftAdvice.RETRAIN : DriftAdvice.RECALIBRATE;
    return new OpenDrift(advice.name(), at, advice.detail(figures));
  }
}
