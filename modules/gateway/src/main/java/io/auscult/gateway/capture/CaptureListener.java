/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.SensorHealth;
import java.time.Duration;

/** Follows a capture, on its thread or the watchdog's: return quickly. */
public interface CaptureListener {

  /** Does nothing. */
  CaptureListener NONE = new CaptureListener() {};

  /** A chunk was handed over to the sink. */
  default void published(AudioChunk chunk) {}

  /** A source is in another state. */
  default void changed(String source, SourceState state) {}

  /** A source has ended or could not be opened, and will be tried again. */
  default void restarts(String source) {}

  /** The level of a sensor's last second, RMS in dB of full scale. */
  default void level(String sensorId, double dbfs) {}

  /** How far the wall clock is ahead of a source's sample counter. */
  default void skew(String source, Duration skew) {}

  /** A condition began or ended. */
  default void health(SensorHealth health) {}

  /** There will be no more sound of a source. */
  default void ended(String source) {}
}
