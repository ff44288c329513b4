/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.sound.Sound;
import io.auscult.console.sound.Spectrogram;
import io.javalin.http.Context;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Sound as it is sent: as bytes. */
final class Spectra {

  /** A byte a band and column; the headers say what the bytes mean. */
  static final String TYPE = "application/octet-stream";

  static final String WAV = "audio/wav";

  private Spectra() {}

  /**
   * Sends columns of {@value Spectrogram#BANDS} bytes. A byte of 0: no sound; v: {@code
   * Auscult-Min-Db + (v - 1) * Auscult-Step-Db} dB.
   */
  static void send(Context http, Spectrogram spectrogram) {
    http.header("Auscult-Start", spectrogram.start().toString())
        .header(
            "Auscult-Start-Micros",
            Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, spectrogram.start())))
        .header("Auscult-Column-Micros", Integer.toString(Spectrogram.COLUMN_MICROS))
        .header("Auscult-Bands", Integer.toString(Spectrogram.BANDS))
        .header("Auscult-Min-Db", Double.toString(Spectrogram.MIN_DB))
        .header("Auscult-Step-Db", Double.toString(Spectrogram.STEP_DB))
        .contentType(TYPE)
        .result(spectrogram.columns());
  }

  /** Sends sound; a browser may ask for parts of it. */
  static void sendWav(Context http, Sound sound, String name) {
    byte[] wav = sound.wav();
    String file =
        "%s-%s.wav"
            .formatted(name, sound.start().truncatedTo(ChronoUnit.SECONDS))
            .replaceAll("[^A-Za-z0-9._-]", "-");
    http.header("Content-Disposition", "inline; filename=\"%s\"".formatted(file))
        .header("Auscult-Start", sound.start().toString());
    http.writeSeekableStream(new ByteArrayInputStream(wav), WAV, wav.length);
  }

  static void requireMayBeHeard(boolean mayBeHeard, String machineId) {
    if (!mayBeHeard) {
      throw ApiException.forbidden(
          "nobody may listen to machine %s: its settings say listenBack: false"
              .formatted(machineId));
    }
  }
}
