/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import java.util.function.DoubleUnaryOperator;

/**
 * A tone with overtones whose pitch and loudness follow a slide's speed: its motor, or its squeal.
 */
final class Whistle implements Source {
  private final Stroke stroke;
  private final Shaft pitch;
  private final Source tones;
  private final DoubleUnaryOperator pace;
  private final DoubleUnaryOperator loudness;
  private final double scale;

  /**
   * @param pace pitch relative to the pitch of the shaft, by speed; not above 1
   * @param loudness amplitude, by speed
   */
  Whistle(
      RandomStream random,
      Stroke stroke,
      Shaft pitch,
      int overtones,
      DoubleUnaryOperator pace,
      DoubleUnaryOperator loudness) {
    this.stroke = stroke;
    this.pitch = pitch;
    this.tones = Harmonics.series(random, pitch, 1, overtones, 1);
    this.pace = pace;
    this.loudness = loudness;
    this.scale =
        1
            / StrictMath.sqrt(
                stroke.mean(
                    speed -> loudness.applyAsDouble(speed) * loudness.applyAsDouble(speed)));
  }

  @Override
  public double next() {
    double speed = stroke.speed();
    pitch.advance(pace.applyAsDouble(speed));
    return scale * loudness.applyAsDouble(speed) * tones.next();
  }
}
