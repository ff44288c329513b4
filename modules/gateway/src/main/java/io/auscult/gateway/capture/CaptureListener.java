/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.SensorHealth;
import io.auscult.dsp.Level;
import java.time.Duration;

/** Follows a capture, on its thread or the watchdog's: return quickly. */
public interface CaptureListener {

  /** Does nothing. */
  CaptureListener NONE = new CaptureListener() {};

  /** A chunk was handed over to the sink. */
  default void published(AudioChunk chunk) {}

  /** A source is in another state. */
  default void changed(String source, SourceState state) {}

  /**
   * A source that ended, failed or stalled, or a file that could not be read: what follows is about
   * to be opened.
   */
  default void restarted(String source) {}

  /**
   * How loud a second of a sensor's sound was.
   *
   * @param dbfs root mean square in dB of full scale, at least {@link Level#FLOOR_DBFS}
   */
  default void level(String sensorId, double dbfs) {}

  /**
   * How far the wall clock went ahead of the sample counter since the stream began, measured every
   * 30 s of sound that is captured as it is read.
   *
   * @param skew negative if samples came faster than the format says
   */
  default void skew(String source, Duration skew) {}

  /** A condition began or ended. */
  default void health(SensorHealth health) {}

  /** There will be no more sound of a source. */
  default void ended(String source) {}
}
