/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/** Something is the matter with hearing itself, or no longer is. */
public record HealthNotice(SensorHealth event, Place place, Severity severity) implements Notice {

  @Override
  public String id() {
    String all =
        condition() + '\0' + event.getState() + '\0' + event.getSince() + '\0' + event.getAt();
    return UUID.nameUUIDFromBytes(all.getBytes(UTF_8)).toString();
  }

  @Override
  public String type() {
    return "health." + event.getState().name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String kind() {
    return event.getKind().name();
  }

  @Override
  public String machineId() {
    return event.getMachineId();
  }

  @Override
  public Phase phase() {
    return event.getState() == HealthState.END ? Phase.ENDS : Phase.BEGINS;
  }

  @Override
  public Instant at() {
    return event.getAt();
  }

  @Override
  public Instant since() {
    return event.getSince();
  }

  @Override
  public String condition() {
    return String.join(
        "\0", kind(), machineId(), event.getOrigin().name(), String.valueOf(event.getSubject()));
  }

  @Override
  public boolean isSameAs(Notice other) {
    return other.condition().equals(condition());
  }

  @Override
  public String text() {
    String detail = event.getDetail().isBlank() ? "" : ": " + event.getDetail();
    return phase() == Phase.ENDS
        ? "%s: %s ended after %s%s"
            .formatted(
                event.getSubject(), kind(), Lengths.text(Duration.between(since(), at())), detail)
        : "%s: %s%s".formatted(event.getSubject(), kind(), detail);
  }
}
