/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.training;

import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.release.ReleaseCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done about the model.
 *
 * @param work what
 * @param why one line for a person
 */
record Due(Work work, String why) {

  /** What can be done about a model. */
  enum Work {
    /** A new one, of all the sound there is by now. */
    TRAIN("training is due"),
    /** The same one with new thresholds. */
    RECALIBRATE("new thresholds are due");

    private final String words;

    Work(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  private static final String RETRAIN = "retrain";

  /**
   * What is due, if anything. Everything is judged against the latest release that is or was to
   * become the champion: what happened before it, it knows; so nobody has to remember what was
   * done.
   *
   * @param catalog the releases
   * @param known the machines that the champion has learned
   * @param drifts the latest drift event of each machine
   * @param machines what operators decided
   * @param every so much time after a release the next training is due anyway
   */
  static Optional<Due> of(
      ReleaseCatalog catalog,
      Set<String> known,
      Collection<SensorHealth> drifts,
      Collection<MachineSettings> machines,
      Duration every,
      Instant now) {
    Optional<Instant> latest =
        Stream.of(ReleaseCatalog.CHAMPION, ReleaseCatalog.CHALLENGER)
            .flatMap(alias -> catalog.of(alias).stream())
            .map(ModelRelease::getPublishedAt)
            .max(Comparator.naturalOrder());
    if (latest.isEmpty()) {
      return Optional.of(new Due(Work.TRAIN, "nothing has been published yet"));
    }
    Instant since = latest.get();
    return learned(known, machines, since, now)
        .or(() -> drifted(drifts, since))
        .or(() -> scheduled(since, every, now));
  }

  private static Optional<Due> learned(
      Set<String> known, Collection<MachineSettings> machines, Instant since, Instant now) {
    List<String> heard =
        machines.stream()
            .filter(machine -> !known.contains(machine.getMachineId()) && !machine.getRetired())
            .filter(machine -> isBetween(machine.getLearnUntil(), since, now))
            .map(MachineSettings::getMachineId)
            .sorted()
            .toList();
    return heard.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Due(
                Work.TRAIN,
                "machines that no model knows have been listened to: " + String.join(", ", heard)));
  }

  private static boolean isBetween(@Nullable Instant time, Instant from, Instant until) {
    return time != null && time.isAfter(from) && !time.isAfter(until);
  }

  private static Optional<Due> drifted(Collection<SensorHealth> drifts, Instant since) {
    return drifts.stream()
        .filter(drift -> drift.getState() == HealthState.BEGIN && drift.getAt().isAfter(since))
        .map(
            drift ->
                new Due(
                    drift.getDetail().startsWith(RETRAIN) ? Work.TRAIN : Work.RECALIBRATE,
                    "%s has drifted: %s".formatted(drift.getMachineId(), drift.getDetail())))
        // To train is the larger of the two, and sets thresholds as well.
        .min(Comparator.comparing(Due::work).thenComparing(Due::why));
  }

  private static Optional<Due> scheduled(Instant since, Duration every, Instant now) {
    return now.isBefore(since.plus(every))
        ? Optional.empty()
        : Optional.of(
            new Due(
                Work.TRAIN,
                "the latest release is %d h old"
                    .formatted(Duration.between(since, now).toHours())));
  }
}
