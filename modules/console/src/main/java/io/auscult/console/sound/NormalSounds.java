/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.sound;

import io.auscult.console.sound.NormalSound.Origin;
import io.auscult.contracts.AnomalyEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds and remembers what is normal for a sensor. Thread-safe. */
public final class NormalSounds {

  private static final Duration DAY = Duration.ofHours(24);
  private static final Duration KEPT_WITHIN = Duration.ofDays(7);
  private static final Duration STEP = Duration.ofSeconds(60);
  private static final Duration PIECE = Duration.ofSeconds(20);
  private static final Duration AWAY = Duration.ofSeconds(30);
  private static final Duration REMEMBERED = Duration.ofMinutes(10);
  private static final int PIECES = 3;
  private static final int MOST_REMEMBERED = 64;

  /** What the scores of a sensor say of a time. */
  public interface Scores {
    /** The largest score in units of the threshold; NaN if there is none. */
    double mostOver(Instant from, Instant until);

    /** Where its sound begins on {@code auscult.audio}; empty if they do not say. */
    OptionalLong firstOffset(Instant from, Instant until);
  }

  private record Key(String machineId, String sensorId, Instant before) {}

  private record Known(NormalSound sound, long since) {}

  private final SoundArchive archive;
  private final Map<Key, Known> known =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Known> eldest) {
          return size() > MOST_REMEMBERED;
        }
      };

  public NormalSounds(SoundArchive archive) {
    this.archive = archive;
  }

  /**
   * Normal sound of a sensor: clips that were kept, or else sound of the day before a time when
   * nothing was wrong.
   *
   * @param before not after that
   * @param anomalies of the machine
   * @return empty if there is none
   * @throws SoundException if it cannot be had now
   */
  public Optional<NormalSound> of(
      String machineId,
      String sensorId,
      Instant before,
      Scores scores,
      List<AnomalyEvent> anomalies)
      throws SoundException {
    Key key = new Key(machineId, sensorId, before);
    synchronized (known) {
      Known found = known.get(key);
      if (found != null && System.nanoTime() - found.since() < REMEMBERED.toNanos()) {
        return Optional.of(found.sound());
      }
    }
    List<Stretch> kept = archive.normals(machineId, sensorId, before.minus(KEPT_WITHIN), PIECES);
    Optional<NormalSound> sound =
        kept.isEmpty()
            ? recent(machineId, sensorId, before, scores, anomalies)
            : Optional.of(NormalSound.of(Origin.KEPT, kept));
    synchronized (known) {
      sound.ifPresent(heard -> known.put(key, new Known(heard, System.nanoTime())));
    }
    return sound;
  }

  private Optional<NormalSound> recent(
      String machineId,
      String sensorId,
      Instant before,
      Scores scores,
      List<AnomalyEvent> anomalies)
      throws SoundException {
    List<Stretch> pieces = new ArrayList<>();
    Instant oldest = before.minus(DAY);
    Instant end = before.minus(AWAY);
    while (pieces.size() < PIECES && end.isAfter(oldest)) {
      Instant from = end.minus(PIECE);
      double over = scores.mostOver(from, end.plus(PIECE));
      if (over < 1 && !isWithin(anomalies, from, end)) {
        longest(archive.between(machineId, sensorId, from, end, scores.firstOffset(from, end)))
            .ifPresent(pieces::add);
        end = end.minus(STEP);
      } else {
        end = end.minus(PIECE);
      }
    }
    return pieces.isEmpty() ? Optional.empty() : Optional.of(NormalSound.of(Origin.RECENT, pieces));
  }

  private static Optional<Stretch> longest(Sound sound) {
    return sound.stretches().stream()
        .filter(stretch -> stretch.samples().length > stretch.sampleRate())
        .max((a, b) -> Integer.compare(a.samples().length, b.samples().length));
  }

  /** An anomaly began a while before it opened. */
  private static boolean isWithin(List<AnomalyEvent> anomalies, Instant from, Instant until) {
    for (AnomalyEvent anomaly : anomalies) {
      Instant begin = anomaly.getOpenedAt().minus(AWAY);
      Instant end = anomaly.getClosedAt() == null ? Instant.MAX : anomaly.getClosedAt();
      if (from.isBefore(end) && until.isAfter(begin)) {
        return true;
      }
    }
    return false;
  }
}
