/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthOrigin;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import java.time.Instant;

/** Health events of the pipeline's own kinds. */
final class Health {

  private Health() {}

  /** A condition begins. */
  static SensorHealth of(
      String machineId, String subject, HealthKind kind, Instant since, String detail) {
    return SensorHealth.newBuilder()
        .setMachineId(machineId)
        .setSubject(subject)
        .setOrigin(HealthOrigin.PIPELINE)
        .setKind(kind)
        .setState(HealthState.BEGIN)
        .setSince(since)
        .setAt(since)
        .setDetail(detail)
        .build();
  }
}
