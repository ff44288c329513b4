/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DistortionTest {

  /** Three frames of four bands: tens count frames, units bands. */
  private static final float[][] LOG_MEL = {{0, 1, 2, 3}, {10, 11, 12, 13}, {20, 21, 22, 23}};

  private static final Frames SOUND = Frames.of(LOG_MEL);

  @Test
  void shouldGoOnAtTheBeginningWhenASpectrogramEnds() {
    assertThat(new Distortion.None().crop(SOUND, 2, 2))
        .isDeepEqualTo(new float[][] {{20, 21, 22, 23}, {0, 1, 2, 3}});
  }

  @Test
  void shouldShiftUpAndDownAndDrawTheEdgeOut() {
    assertThat(new Distortion.FrequencyShift(1).crop(SOUND, 0, 1))
        .isDeepEqualTo(new float[][] {{0, 0, 1, 2}});
    assertThat(new Distortion.FrequencyShift(-2).crop(SOUND, 1, 1))
        .isDeepEqualTo(new float[][] {{12, 13, 13, 13}});
  }

  @Test
  void shouldReadFramesFasterOrSlower() {
    assertThat(new Distortion.TimeStretch(2).crop(SOUND, 0, 2))
        .isDeepEqualTo(new float[][] {LOG_MEL[0], LOG_MEL[2]});
    assertThat(new Distortion.TimeStretch(0.5).crop(SOUND, 0, 3))
        .isDeepEqualTo(new float[][] {LOG_MEL[0], {5, 6, 7, 8}, LOG_MEL[1]});
  }

  @Test
  void shouldRaiseOneHalfOfTheBandsAsMuchAsItLowersTheOther() {
    float[][] tilted = new Distortion.Tilt(6).crop(SOUND, 0, 1);

    assertThat(tilted).isDeepEqualTo(new float[][] {{-6, -1, 4, 9}});
    assertThat(LOG_MEL[0]).containsExactly(0, 1, 2, 3);
  }
}
