/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.Detector;
import io.auscult.dsp.FrontEnd;
import io.auscult.pipeline.decision.ScoreSmoother;
import java.time.Duration;

/**
 * What a model wants to hear.
 *
 * @param frontEnd from samples to frames
 * @param windowFrames frames in a window
 * @param windowHop frames from one window to the next, at most a window
 * @param smoother makes one score of several
 */
public record Listening(
    FrontEnd frontEnd, int windowFrames, int windowHop, ScoreSmoother smoother) {

  /**
   * Reads it from a model's manifest.
   *
   * @throws IllegalArgumentException if the model cannot follow a stream or has no thresholds
   */
  public static Listening of(ModelManifest manifest) {
    FrontEndSpec spec = manifest.frontEnd();
    WindowSpec window = manifest.window();
    if (spec.centered()) {
      throw new IllegalArgumentException(
          "model %s wants centred frames, which a stream cannot give: train it with a streaming recipe, such as default"
              .formatted(manifest.modelVersion()));
    }
    if (!manifest.calibrated()) {
      throw new IllegalArgumentException(
          "model %s is not calibrated, it has no thresholds: find them with auscult calibrate"
              .formatted(manifest.modelVersion()));
    }
    if (window.hop() > window.frames()) {
      throw new IllegalArgumentException(
          "model %s skips sound: its window hop is %d frames, its window %d"
              .formatted(manifest.modelVersion(), window.hop(), window.frames()));
    }
    return new Listening(
        Detector.frontEnd(spec),
        window.frames(),
        window.hop(),
        new ScoreSmoother(window.smoothing(), window.evidence()));
  }

  /** Whether both cut the same sound into the same windows. */
  boolean hearsWindowsOf(Listening other) {
    return frontEnd.equals(other.frontEnd)
        && windowFrames == other.windowFrames
        && windowHop == other.windowHop;
  }

  /** How many windows an uninterrupted stretch of so many samples holds. */
  public long windowsIn(long samples) {
    if (samples < frontEnd.frameLength()) {
      return 0;
    }
    long frames = (samples - frontEnd.frameLength()) / frontEnd.hop() + 1;
    return frames < windowFrames ? 0 : (frames - windowFrames) / windowHop + 1;
  }

  /** The time from one window to the next. */
  public Duration windowPeriod() {
    return Duration.ofNanos(
        (long) windowHop * frontEnd.hop() * 1_000_000_000L / frontEnd.sampleRate());
  }
}
