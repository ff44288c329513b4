/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.WindowScore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is known of one machine. Thread-safe. */
public final class Machine {

  private static final Duration DAY = Duration.ofHours(24);

  /** A window that ends so much later may begin in a time. */
  private static final Duration WINDOW_AT_MOST = Duration.ofSeconds(20);

  private static final int MOST_SPELLS = 500;

  private record Condition(String subject, HealthKind kind) {}

  /**
   * A time in which something was wrong with a sensor.
   *
   * @param until null: it still is
   */
  public record Spell(
      String subject, HealthKind kind, Instant since, @Nullable Instant until, String detail) {}

  private final String id;
  private final SortedMap<String, SensorTrack> sensors = new TreeMap<>();
  private final Map<Condition, SensorHealth> conditions = new HashMap<>();
  private final Deque<Spell> spells = new ArrayDeque<>();
  private @Nullable MachineSettings settings;
  private @Nullable AnomalyEvent anomaly;
  private @Nullable Instant newest;
  private long version;

  Machine(String id) {
    this.id = id;
  }

  public String id() {
    return id;
  }

  synchronized void take(WindowScore window, Instant now) {
    hear(window, now);
    track(window.getSensorId()).add(window);
    version++;
  }

  synchronized void takeEarlier(WindowScore window, Instant now) {
    hear(window, now);
    track(window.getSensorId()).addEarlier(window);
  }

  /** A gateway whose clock is ahead must not look fresh for ever. */
  private void hear(WindowScore window, Instant now) {
    Instant end = window.getWindowEnd().isAfter(now) ? now : window.getWindowEnd();
    if (newest == null || end.isAfter(newest)) {
      newest = end;
      version++;
    }
  }

  private SensorTrack track(String sensor) {
    return sensors.computeIfAbsent(sensor, any -> new SensorTrack());
  }

  synchronized void take(AnomalyEvent event) {
    anomaly = event;
    version++;
  }

  synchronized void take(SensorHealth health) {
    Condition condition = new Condition(health.getSubject(), health.getKind());
    if (health.getState() == HealthState.BEGIN) {
      conditions.put(condition, health);
    } else if (health.getState() == HealthState.END) {
      conditions.remove(condition);
      spells.addLast(
          new Spell(
              health.getSubject(),
              health.getKind(),
              health.getSince(),
              health.getAt(),
              health.getDetail()));
      if (spells.size() > MOST_SPELLS) {
        spells.removeFirst();
      }
    }
    version++;
  }

  synchronized void set(@Nullable MachineSettings changed) {
    settings = changed;
    version++;
  }

  /** Changes with everything that is heard. */
  public synchronized long version() {
    return version;
  }

  /** Forgets the sound of a machine that was not heard for a day. */
  synchronized void forgetOld(Instant now) {
    Instant oldest = now.minus(DAY);
    spells.removeIf(spell -> spell.until() != null && spell.until().isBefore(oldest));
    sensors
        .values()
        .removeIf(
            sensor -> {
              WindowScore latest = sensor.latest();
              return latest != null && latest.getWindowEnd().isBefore(oldest);
            });
    if (newest != null && newest.isBefore(oldest)) {
      newest = null;
      version++;
    }
  }

  /** Whether there is nothing to show of it: no sound, no settings, nothing open. */
  synchronized boolean isForgotten() {
    return sensors.isEmpty() && settings == null && openAnomaly() == null && conditions.isEmpty();
  }

  private @Nullable AnomalyEvent openAnomaly() {
    AnomalyEvent event = anomaly;
    return event == null || event.getState() == AnomalyState.CLOSED ? null : event;
  }

  public synchronized @Nullable MachineSettings settings() {
    return settings;
  }

  /** Whether people may hear it. */
  public synchronized boolean mayBeHeard() {
    return settings == null || settings.getListenBack();
  }

  /** How it is. */
  public synchronized Standing standing(Instant now) {
    Instant over =
        sensors.values().stream()
            .map(SensorTrack::overSince)
            .filter(since -> since != null)
            .min(Comparator.naturalOrder())
            .orElse(null);
    AnomalyEvent last = anomaly;
    Instant calm = last == null ? null : last.getClosedAt();
    return new Situation(settings, openAnomaly(), conditions.values(), newest, over, calm).at(now);
  }

  /** It in short. */
  public synchronized Tile tile(Instant now) {
    AnomalyEvent open = openAnomaly();
    MachineSettings set = settings;
    return new Tile(
        id,
        set == null ? null : set.getSite(),
        set == null ? null : set.getLine(),
        set == null ? null : set.getType(),
        set != null && set.getRetired(),
        standing(now),
        over(),
        newest,
        open,
        open != null && set != null && open.getAnomalyId().equals(set.getAcknowledgedAnomaly()),
        conditions.values().stream()
            .map(c -> c.getKind().name().toLowerCase(Locale.ROOT).replace('_', ' '))
            .distinct()
            .sorted()
            .toList());
  }

  private double over() {
    double most = Double.NaN;
    for (SensorTrack sensor : sensors.values()) {
      WindowScore latest = sensor.latest();
      if (latest != null) {
        double over = latest.getSmoothedScore() / latest.getThreshold();
        most = Double.isNaN(most) ? over : Math.max(most, over);
      }
    }
    return most;
  }

  /** Its last ten minutes. */
  public synchronized Sparkline sparkline(Instant now) {
    return Sparkline.of(sensors.values(), now.getEpochSecond());
  }

  /** Its microphones, and the newest window of each. */
  public synchronized SortedMap<String, WindowScore> sensors() {
    SortedMap<String, WindowScore> latest = new TreeMap<>();
    sensors.forEach(
        (sensor, track) -> {
          WindowScore window = track.latest();
          if (window != null) {
            latest.put(sensor, window);
          }
        });
    return latest;
  }

  /** The microphone whose newest window is the most anomalous; null if it has none. */
  public synchronized @Nullable String loudestSensor() {
    return sensors().entrySet().stream()
        .max(
            Comparator.comparingDouble(
                sensor -> sensor.getValue().getSmoothedScore() / sensor.getValue().getThreshold()))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /**
   * A sensor's past: single windows where all of the time lies in the last ten minutes, otherwise
   * pieces of ten seconds.
   *
   * @return null if there is no such sensor
   */
  public synchronized @Nullable Series history(
      String sensor, Instant from, Instant until, Instant now) {
    SensorTrack track = sensors.get(sensor);
    if (track == null) {
      return null;
    }
    return from.isBefore(now.minus(RecentWindows.SPAN))
        ? track.day().between(from, until)
        : track.recent().between(from, until);
  }

  /** The largest score of a sensor in a time, in units of the threshold; NaN if there is none. */
  public synchronized double mostOver(String sensor, Instant from, Instant until) {
    SensorTrack track = sensors.get(sensor);
    return track == null ? Double.NaN : track.day().mostOver(from, until);
  }

  /**
   * Where on {@code auscult.audio} the sound of a sensor's time begins, as its scores say, however
   * late it arrived; empty if there are none.
   */
  public synchronized OptionalLong firstOffset(String sensor, Instant from, Instant until) {
    SensorTrack track = sensors.get(sensor);
    return track == null
        ? OptionalLong.empty()
        : track.day().firstOffset(from, until.plus(WINDOW_AT_MOST));
  }

  /** The champion's window of a sensor that ended then: smoothed score and threshold, or null. */
  synchronized double @Nullable [] scored(String sensor, Instant end) {
    SensorTrack track = sensors.get(sensor);
    int found = track == null ? -1 : track.recent().find(end);
    return found < 0 || track == null
        ? null
        : new double[] {track.recent().smoothed(found), track.recent().threshold(found)};
  }

  /** What was wrong with its sensors since then, the latest last. */
  public synchronized List<Spell> spells(Instant since) {
    List<Spell> all = new ArrayList<>();
    for (Spell spell : spells) {
      if (spell.until() == null || !spell.until().isBefore(since)) {
        all.add(spell);
      }
    }
    Collection<SensorHealth> open = conditions.values();
    for (SensorHealth health : open) {
      all.add(
          new Spell(
              health.getSubject(), health.getKind(), health.getSince(), null, health.getDetail()));
    }
    all.sort(Comparator.comparing(Spell::since));
    return all;
  }
}
