/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What machines go through in tests. */
public final class Events {

  public static final Instant T0 = Instant.parse("2026-06-01T06:00:00Z");
  private static final Notices NOTICES =
      new Notices(machine -> new Place("north", "line-1", "fan"), Duration.ofMinutes(10), Map.of());

  static {
    // Avro builds only records that our serdes vouch for.
    var unused = Topics.all();
  }

  private Events() {}

  public static AnomalyEvent opened(String machine, String anomaly, Instant at) {
    return AnomalyEvent.newBuilder()
        .setAnomalyId(anomaly)
        .setMachineId(machine)
        .setSensorId(machine + ".ch1")
        .setState(AnomalyState.OPENED)
        .setOpenedAt(at)
        .setLastAt(at)
        .setPeakScore(3.5)
        .setThreshold(2.25)
        .setModelVersion("v7")
        .setEvidencePartition(2)
        .setEvidenceOffsetFirst(100)
        .setEvidenceOffsetLast(109)
        .setBands(List.of(new FrequencyBand(2000f, 2400f, 12.5f)))
        .build();
  }

  public static AnomalyEvent updated(AnomalyEvent opened, Duration later) {
    return AnomalyEvent.newBuilder(opened)
        .setState(AnomalyState.UPDATED)
        .setLastAt(opened.getOpenedAt().plus(later))
        .build();
  }

  public static AnomalyEvent closed(AnomalyEvent opened, Duration later) {
    return AnomalyEvent.newBuilder(updated(opened, later))
        .setState(AnomalyState.CLOSED)
        .setCloseReason(CloseReason.RECOVERED)
        .setClosedAt(opened.getOpenedAt().plus(later))
        .build();
  }

  public static SensorHealth begin(String machine, HealthKind kind, Instant at) {
    return SensorHealth.newBuilder()
        .setMachineId(machine)
        .setSubject(machine + ".ch1")
        .setOrigin(HealthOrigin.PIPELINE)
        .setKind(kind)
        .setState(HealthState.BEGIN)
        .setSince(at)
        .setAt(at)
        .setDetail("no sound has come for 30 s")
        .build();
  }

  public static SensorHealth end(SensorHealth begin, Duration later) {
    return SensorHealth.newBuilder(begin)
        .setState(HealthState.END)
        .setAt(begin.getSince().plus(later))
        .build();
  }

  /** Of a fan on line-1 in north; critical after 10 minutes. */
  public static Notice notice(AnomalyEvent event) {
    return NOTICES.of(event);
  }

  /** Of a fan on line-1 in north. */
  public static Notice notice(SensorHealth event) {
    return NOTICES.of(event);
  }
}
