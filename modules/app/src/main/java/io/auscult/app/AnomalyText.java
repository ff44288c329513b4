/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.FrequencyBand;
import java.util.stream.Collectors;

/** Anomalies for people to read. */
public final class AnomalyText {

  private AnomalyText() {}

  /** One line: when, what, which machine, how strongly, where in the spectrum. */
  public static String line(AnomalyEvent event) {
    String bands =
        event.getBands().stream().map(AnomalyText::band).collect(Collectors.joining(", "));
    return "%s  %-7s %-16s peak %.4f over %.4f%s%s"
        .formatted(
            event.getLastAt(),
            event.getState(),
            event.getMachineId(),
            event.getPeakScore(),
            event.getThreshold(),
            event.getCloseReason() == null ? "" : "  " + event.getCloseReason(),
            bands.isEmpty() ? "" : "  (" + bands + ")");
  }

  private static String band(FrequencyBand band) {
    return "%.0f to %.0f Hz %+.1f dB"
        .formatted(band.getFromHz(), band.getToHz(), band.getDeviationDb());
  }
}
