/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.state.MachineVotes;
import io.auscult.pipeline.state.SensorVotes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts the votes of a machine's sensors. Every sensor's windows come in order, but one sensor may
 * be hours behind another, when its gateway replays what it could not send.
 */
final class VoteCounter {

  /** A sensor this much older than the machine's newest window says nothing about now. */
  private static final Duration PRESENT = Duration.ofSeconds(60);

  /** A sensor that was not heard while the machine went on for so long is forgotten. */
  private static final Duration REMEMBERED = Duration.ofHours(1);

  private final AlarmRule rule;

  VoteCounter(AlarmRule rule) {
    this.rule = rule;
  }

  MachineVotes count(MachineVotes votes, WindowScore score, WindowVote vote) {
    String sensorId = score.getSensorId();
    Instant end = score.getWindowEnd();
    Map<String, SensorVotes> sensors = new HashMap<>(votes.getSensors());
    SensorVotes before = sensors.getOrDefault(sensorId, new SensorVotes(0L, 0, end, false, null));
    sensors.remove(sensorId);
    Instant newest = newest(sensors, end);
    sensors.values().removeIf(sensor -> heardBeside(sensor).plus(REMEMBERED).isBefore(newest));
    sensors.put(sensorId, count(before, end, vote, newest));
    Instant cooldownUntil = votes.getCooldownUntil();
    if (cooldownUntil != null && end.isBefore(before.getHeardAt())) {
      // The sensor's clock was set back. A wrong one must not silence the machine for years.
      cooldownUntil = earlier(cooldownUntil, end.plus(rule.cooldown()));
    }
    return new MachineVotes(sensors, votes.getAnnouncedAt(), cooldownUntil);
  }

  private SensorVotes count(SensorVotes before, Instant end, WindowVote vote, Instant newest) {
    boolean afresh = before.getQuiet() && !vote.quiet();
    long over = afresh ? 0 : before.getOver();
    long latest = rule.of() == Long.SIZE ? -1L : (1L << rule.of()) - 1;
    return new SensorVotes(
        (over << 1 | (vote.over() ? 1 : 0)) & latest,
        vote.calm() ? before.getCalm() + 1 : 0,
        end,
        vote.quiet(),
        newest);
  }

  /** Whether K of the sensor's last N windows are over. */
  boolean isOver(MachineVotes votes, String sensorId) {
    SensorVotes sensor = votes.getSensors().get(sensorId);
    return sensor != null && Long.bitCount(sensor.getOver()) >= rule.open();
  }

  /**
   * Whether every sensor that says something about now is calm.
   *
   * @param sensorId the one just heard: it always counts, so that a sensor's old windows close no
   *     anomaly that they have just opened
   */
  boolean isCalm(MachineVotes votes, String sensorId) {
    Instant present = newest(votes.getSensors(), Instant.MIN).minus(PRESENT);
    return votes.getSensors().entrySet().stream()
        .filter(e -> e.getKey().equals(sensorId) || !e.getValue().getHeardAt().isBefore(present))
        .allMatch(e -> e.getValue().getCalm() >= rule.calm());
  }

  MachineVotes announcedAt(MachineVotes votes, Instant time) {
    return new MachineVotes(votes.getSensors(), time, votes.getCooldownUntil());
  }

  /**
   * After an anomaly: what led to it counts no more.
   *
   * @param end of the anomaly's last window
   * @param rest from there on, no window opens another for so long
   */
  MachineVotes afresh(MachineVotes votes, Instant end, Duration rest) {
    Map<String, SensorVotes> sensors = new HashMap<>();
    votes
        .getSensors()
        .forEach(
            (id, sensor) -> sensors.put(id, SensorVotes.newBuilder(sensor).setOver(0).build()));
    // The anomaly's last window is newer than the newest only if a clock was set back since.
    Instant from = sensors.isEmpty() ? end : earlier(end, newest(sensors, Instant.MIN));
    return new MachineVotes(sensors, null, from.plus(rest));
  }

  private static Instant newest(Map<String, SensorVotes> sensors, Instant least) {
    return sensors.values().stream()
        .map(SensorVotes::getHeardAt)
        .reduce(least, (a, b) -> a.isAfter(b) ? a : b);
  }

  private static Instant heardBeside(SensorVotes sensor) {
    Instant beside = sensor.getBesideAt();
    return beside == null ? sensor.getHeardAt() : beside;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
