/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.ModelManifest;
import java.time.Duration;

/**
 * One of the two models.
 *
 * @param release its id
 * @param manifest what it says about itself
 */
public record Contender(String release, ModelManifest manifest) {

  /** The name that its scores bear. */
  public String version() {
    return manifest.modelVersion();
  }

  /** Whether both hear the same windows of the same sound. */
  public boolean isComparableTo(Contender other) {
    return manifest.frontEnd().equals(other.manifest.frontEnd())
        && manifest.window().frames() == other.manifest.window().frames()
        && manifest.window().hop() == other.manifest.window().hop();
  }

  /** The time from one window to the next. */
  Duration windowPeriod() {
    FrontEndSpec frontEnd = manifest.frontEnd();
    return Duration.ofNanos(
        (long) manifest.window().hop() * frontEnd.hop() * 1_000_000_000L / frontEnd.sampleRate());
  }
}
