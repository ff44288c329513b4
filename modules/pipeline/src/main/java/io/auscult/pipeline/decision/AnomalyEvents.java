/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.WindowScore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/** The events of one anomaly, from window to window. */
final class AnomalyEvents {

  private AnomalyEvents() {}

  static AnomalyEvent opened(WindowScore score, List<FrequencyBand> bands) {
    // From machine and time alone, so that a second run over the same sound gives the same id.
    String identity = score.getMachineId() + '@' + score.getWindowEnd();
    AnomalyEvent.Builder event =
        AnomalyEvent.newBuilder()
            .setAnomalyId(UUID.nameUUIDFromBytes(identity.getBytes(UTF_8)).toString())
            .setMachineId(score.getMachineId())
            .setState(AnomalyState.OPENED)
            .setOpenedAt(score.getWindowEnd())
            .setLastAt(score.getWindowEnd());
    return withPeak(event, score, bands).build();
  }

  /**
   * The anomaly after one more window. Only a window of its own time can be its peak: another
   * sensor's gateway may replay older sound meanwhile. Nor can one of a quiet time.
   */
  static AnomalyEvent followed(
      AnomalyEvent open, WindowScore score, boolean quiet, Supplier<List<FrequencyBand>> bands) {
    AnomalyEvent.Builder event = AnomalyEvent.newBuilder(open).setState(AnomalyState.UPDATED);
    if (score.getWindowEnd().isAfter(open.getLastAt())) {
      event.setLastAt(score.getWindowEnd());
    }
    boolean isPeak =
        score.getSmoothedScore() > open.getPeakScore()
            && !quiet
            && !score.getWindowEnd().isBefore(open.getOpenedAt());
    return (isPeak ? withPeak(event, score, bands.get()) : event).build();
  }

  static AnomalyEvent closed(AnomalyEvent open, CloseReason reason, Instant at) {
    return AnomalyEvent.newBuilder(open)
        .setState(AnomalyState.CLOSED)
        .setCloseReason(reason)
        .setClosedAt(at.isAfter(open.getLastAt()) ? at : open.getLastAt())
        .build();
  }

  private static AnomalyEvent.Builder withPeak(
      AnomalyEvent.Builder event, WindowScore score, List<FrequencyBand> bands) {
    return event
        .setSensorId(score.getSensorId())
        .setPeakScore(score.getSmoothedScore())
        .setThreshold(score.getThreshold())
        .setModelVersion(score.getModelVersion())
        .setEvidencePartition(score.getSourcePartition())
        .setEvidenceOffsetFirst(score.getSourceOffsetFirst())
        .setEvidenceOffsetLast(score.getSourceOffsetLast())
        .setBands(bands);
  }
}
