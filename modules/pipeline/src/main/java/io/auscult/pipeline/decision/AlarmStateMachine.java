/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.FrequencyBand;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.state.MachineVotes;
import io.auscult.pipeline.state.SensorVotes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Opens, updates and closes the one anomaly that a machine can have, in event time. Several sensors
 * of one machine share it: any of them opens it, all of them must be calm to close it.
 */
public final class AlarmStateMachine {

  private final AlarmRule rule;

  public AlarmStateMachine(AlarmRule rule) {
    this.rule = rule;
  }

  /** The votes of a machine that has not been heard yet. */
  public static MachineVotes silent() {
    return new MachineVotes(Map.of(), null, null);
  }

  /**
   * Takes one more window.
   *
   * @param votes the machine's votes so far
   * @param open the machine's open anomaly; null if none
   * @param score the window
   * @param bands what stands out in the window; asked only where it is told
   */
  public Decision decide(
      MachineVotes votes,
      @Nullable AnomalyEvent open,
      WindowScore score,
      Supplier<List<FrequencyBand>> bands) {
    SensorVotes sensor = count(votes, score);
    MachineVotes counted = with(votes, score.getSensorId(), sensor);
    if (open == null) {
      boolean coolingDown =
          counted.getCooldownUntil() != null
              && score.getWindowEnd().isBefore(counted.getCooldownUntil());
      if (coolingDown || Long.bitCount(sensor.getOver()) < rule.open()) {
        return new Decision(counted, null, null);
      }
      AnomalyEvent opened = opened(score, bands.get());
      return announce(counted, opened);
    }
    AnomalyEvent current = follow(open, score, bands);
    if (isCalm(counted)) {
      AnomalyEvent closed =
          AnomalyEvent.newBuilder(current)
              .setState(AnomalyState.CLOSED)
              .setCloseReason(CloseReason.RECOVERED)
              .setClosedAt(score.getWindowEnd())
              .build();
      MachineVotes rested =
          new MachineVotes(Map.of(), null, score.getWindowEnd().plus(rule.cooldown()));
      return new Decision(rested, null, closed);
    }
    Instant announcedAt = counted.getAnnouncedAt();
    boolean due =
        announcedAt == null || !score.getWindowEnd().isBefore(announcedAt.plus(rule.updateEvery()));
    return due ? announce(counted, current) : new Decision(counted, current, null);
  }

  private SensorVotes count(MachineVotes votes, WindowScore score) {
    SensorVotes before =
        votes
            .getSensors()
            .getOrDefault(score.getSensorId(), new SensorVotes(0L, 0, score.getWindowEnd()));
    boolean smoothedOver = score.getSmoothedScore() > score.getThreshold();
    // One loud bang can lift the mean over the threshold for as long as it is remembered: the
    // window itself must be over it.
    boolean over = smoothedOver && score.getScore() > score.getThreshold();
    boolean calm = !smoothedOver && score.getTailProbability() >= rule.calmTail();
    long latest = rule.of() == Long.SIZE ? -1L : (1L << rule.of()) - 1;
    return new SensorVotes(
        (before.getOver() << 1 | (over ? 1 : 0)) & latest,
        calm ? before.getCalm() + 1 : 0,
        score.getWindowEnd());
  }

  private static MachineVotes with(MachineVotes votes, String sensorId, SensorVotes sensor) {
    Map<String, SensorVotes> sensors = new HashMap<>(votes.getSensors());
    sensors.put(sensorId, sensor);
    return new MachineVotes(sensors, votes.getAnnouncedAt(), votes.getCooldownUntil());
  }

  private boolean isCalm(MachineVotes votes) {
    return votes.getSensors().values().stream().allMatch(v -> v.getCalm() >= rule.calm());
  }

  private static Decision announce(MachineVotes votes, AnomalyEvent event) {
    MachineVotes announced =
        new MachineVotes(votes.getSensors(), event.getLastAt(), votes.getCooldownUntil());
    return new Decision(announced, event, event);
  }

  private static AnomalyEvent opened(WindowScore score, List<FrequencyBand> bands) {
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

  private static AnomalyEvent follow(
      AnomalyEvent open, WindowScore score, Supplier<List<FrequencyBand>> bands) {
    AnomalyEvent.Builder event = AnomalyEvent.newBuilder(open).setState(AnomalyState.UPDATED);
    if (score.getWindowEnd().isAfter(open.getLastAt())) {
      event.setLastAt(score.getWindowEnd());
    }
    boolean isPeak = score.getSmoothedScore() > open.getPeakScore();
    return (isPeak ? withPeak(event, score, bands.get()) : event).build();
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
