/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.function.DoubleUnaryOperator;

/**
 * The motion of a slide: out, rest, back, rest. Each way is a trapezoid of speed, as motion
 * controllers drive it.
 *
 * <p>A cycle is one turn of a {@link Shaft}; its first half goes out, its second half back.
 */
final class Stroke {
  private static final double CYCLE_JITTER = 0.01;
  private static final int GRID = 4096;

  private final Shaft cycle;
  private final double rampShare;
  private final double restShare;
  private boolean moving;
  private boolean arrived;
  private boolean departed;
  private double speed;

  /**
   * @param rampShare share of each way spent on gathering speed, and as much again on losing it
   * @param restShare share of each way spent at rest at its end
   */
  Stroke(RandomStream random, double cycleSeconds, double rampShare, double restShare) {
    this.cycle = new Shaft(random, 1 / cycleSeconds, CYCLE_JITTER, 4);
    this.rampShare = rampShare;
    this.restShare = restShare;
    this.speed = speedAt(way());
    this.moving = speed > 0;
  }

  void advance() {
    cycle.advance();
    speed = speedAt(way());
    boolean moves = speed > 0;
    arrived = moving && !moves;
    departed = !moving && moves;
    moving = moves;
  }

  /** 0 at rest, 1 at full speed. */
  double speed() {
    return speed;
  }

  /** Whether the slide came to its stop at this sample. */
  boolean arrived() {
    return arrived;
  }

  /** Whether the slide set off at this sample. */
  boolean departed() {
    return departed;
  }

  /** The mean of a function of the speed over a cycle. */
  double mean(DoubleUnaryOperator ofSpeed) {
    double sum = 0;
    for (int i = 0; i < GRID; i++) {
      sum += ofSpeed.applyAsDouble(speedAt((i + 0.5) / GRID));
    }
    return sum / GRID;
  }

  private double way() {
    double twice = 2 * cycle.phase();
    return twice < 1 ? twice : twice - 1;
  }

  private double speedAt(double way) {
    double end = 1 - restShare;
    if (way >= end) {
      return 0;
    }
    return Math.min(1, Math.min(way, end - way) / rampShare);
  }
}
