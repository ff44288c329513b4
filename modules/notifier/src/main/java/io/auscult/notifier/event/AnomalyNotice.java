/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.FrequencyBand;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** A machine began to sound wrong, still does, or stopped to. */
public record AnomalyNotice(AnomalyEvent event, Place place, Severity severity) implements Notice {

  /** Bands told in a line of text. */
  private static final int MOST_BANDS = 3;

  @Override
  public String id() {
    String id = event.getAnomalyId() + "." + state();
    return event.getState() == AnomalyState.UPDATED ? id + "." + event.getLastAt() : id;
  }

  @Override
  public String type() {
    return "anomaly." + state();
  }

  private String state() {
    return event.getState().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String kind() {
    return ANOMALY;
  }

  @Override
  public String machineId() {
    return event.getMachineId();
  }

  @Override
  public Phase phase() {
    return switch (event.getState()) {
      case OPENED -> Phase.BEGINS;
      case CLOSED -> Phase.ENDS;
      case UPDATED, UNKNOWN -> Phase.GOES_ON;
    };
  }

  @Override
  public Instant at() {
    return event.getClosedAt() == null ? event.getLastAt() : event.getClosedAt();
  }

  @Override
  public Instant since() {
    return event.getOpenedAt();
  }

  /** How long it has lasted, or had when it closed. */
  public Duration lasted() {
    return Duration.between(since(), at());
  }

  @Override
  public String condition() {
    return ANOMALY + '\0' + machineId();
  }

  @Override
  public boolean isSameAs(Notice other) {
    return other instanceof AnomalyNotice anomaly
        && anomaly.event.getAnomalyId().equals(event.getAnomalyId());
  }

  @Override
  public String text() {
    String machine = machineId();
    return switch (event.getState()) {
      case OPENED -> machine + " began to sound wrong" + bandText();
      case CLOSED ->
          "%s: the anomaly is closed after %s (%s)"
              .formatted(
                  machine,
                  Lengths.text(lasted()),
                  Objects.toString(event.getCloseReason(), "no reason given"));
      case UPDATED, UNKNOWN ->
          "%s has sounded wrong for %s%s".formatted(machine, Lengths.text(lasted()), bandText());
    };
  }

  private String bandText() {
    String bands = bands(event.getBands());
    return bands.isEmpty() ? "" : ": " + bands;
  }

  /** The strongest bands in words; empty if there are none. */
  public static String bands(List<FrequencyBand> bands) {
    return bands.stream()
        .limit(MOST_BANDS)
        .map(
            band ->
                String.format(
                    Locale.ROOT,
                    "%.0f to %.0f Hz %+.1f dB",
                    band.getFromHz(),
                    band.getToHz(),
                    band.getDeviationDb()))
        .collect(Collectors.joining(", "));
  }
}
