/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AvroSerde;
import io.auscult.contracts.CloseReason;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.state.MachineVotes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random windows of sensors that are up to an hour apart, with random settings, in random order:
 * what must hold whatever comes.
 */
class AlarmInvariantsTest {

  private static final AvroSerde<MachineVotes> VOTES = AvroSerde.of(MachineVotes.class);
  private static final AvroSerde<AnomalyEvent> ANOMALY = AvroSerde.of(AnomalyEvent.class);
  private static final int WINDOWS = 1500;
  private static final AlarmRule RULE =
      new AlarmRule(3, 5, 5, 0.1, Duration.ofSeconds(20), Duration.ofSeconds(30));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldKeepItsPromisesWhateverComes(long seed) {
    Run run = new Run(seed, false);
    run.go();

    assertThat(new Run(seed, true).go()).as("the same again, from its records").isEqualTo(run.log);
  }

  @Test
  void shouldHaveTriedEverything() {
    Map<Suppression, Integer> suppressed = new EnumMap<>(Suppression.class);
    Map<CloseReason, Integer> closed = new EnumMap<>(CloseReason.class);
    Set<String> peaks = new HashSet<>();
    for (long seed = 1; seed <= 10; seed++) {
      Run run = new Run(seed, false);
      run.go();
      run.suppressed.forEach((reason, count) -> suppressed.merge(reason, count, Integer::sum));
      for (AnomalyEvent event : run.log) {
        if (event.getState() == AnomalyState.CLOSED) {
          closed.merge(event.getCloseReason(), 1, Integer::sum);
          peaks.add(event.getSensorId());
        }
      }
    }

    assertThat(suppressed).containsOnlyKeys(Suppression.values());
    assertThat(closed)
        .containsOnlyKeys(
            CloseReason.RECOVERED,
            CloseReason.OFFLINE,
            CloseReason.MUTED,
            CloseReason.RETIRED,
            CloseReason.NO_MODEL);
    assertThat(suppressed.values()).allMatch(count -> count > 5);
    assertThat(closed.values()).allMatch(count -> count > 5);
    assertThat(peaks).containsExactlyInAnyOrder("s0", "s1", "s2");
  }

  /** One random machine, held against an oracle that counts windows its own way. */
  private static final class Run {

    private final Random random;
    private final boolean throughRecords;
    private final HeardMachine fan = new HeardMachine(RULE);
    private final List<Sensor> sensors = new ArrayList<>();
    private final List<AnomalyEvent> log = new ArrayList<>();
    private final Map<Suppression, Integer> suppressed = new EnumMap<>(Suppression.class);
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Deque<Boolean>> latest = new HashMap<>();
    private final Map<String, Boolean> quiet = new HashMap<>();
    private @Nullable AnomalyEvent before;
    private @Nullable AnomalyEvent told;
    private Instant lastEnd = Instant.MIN;

    Run(long seed, boolean throughRecords) {
      random = new Random(seed);
      this.throughRecords = throughRecords;
      sensors.add(new Sensor("s0", 3600));
      sensors.add(new Sensor("s1", 3600 - random.nextInt(5)));
      sensors.add(new Sensor("s2", random.nextInt(3600)));
    }

    private static final class Sensor {
      final String id;
      int second;
      boolean wrong;

      Sensor(String id, int second) {
        this.id = id;
        this.second = second;
      }
    }

    List<AnomalyEvent> go() {
      for (int i = 0; i < WINDOWS; i++) {
        if (random.nextInt(40) == 0) {
          fan.rules = MachineRules.of(settings());
        }
        before = fan.open;
        if (before != null && random.nextInt(200) == 0) {
          closeFromOutside(before);
        } else {
          hear(sensors.get(random.nextInt(sensors.size())));
        }
        if (throughRecords) {
          fan.votes = throughRecord(VOTES, fan.votes);
          fan.open = fan.open == null ? null : throughRecord(ANOMALY, fan.open);
        }
      }
      return log;
    }

    private static <T extends SpecificRecord> T throughRecord(AvroSerde<T> serde, T value) {
      T read = serde.deserialize("store", serde.serialize("store", value));
      assertThat(read).isEqualTo(value);
      return read;
    }

    private void closeFromOutside(AnomalyEvent open) {
      CloseReason reason = random.nextBoolean() ? CloseReason.OFFLINE : CloseReason.NO_MODEL;
      Instant at = open.getLastAt().plusSeconds(random.nextInt(600) - 300L);
      Decision decision = fan.close(reason, at);
      assertThat(decision.event()).isNotNull();
      assertThat(decision.suppressed()).isNull();
      check(decision.event());
      latest.clear();
    }

    private void hear(Sensor sensor) {
      // The one that is late catches up.
      int steps = sensor.id.equals("s2") && sensor.second < sensors.get(0).second ? 3 : 1;
      for (int i = 0; i < steps; i++) {
        before = fan.open;
        if (random.nextInt(50) == 0) {
          sensor.wrong = !sensor.wrong;
        }
        double score = random.nextInt(10) == 0 ? 1 + 3 * random.nextDouble() : sensor.wrong ? 4 : 1;
        double smoothed = random.nextInt(10) == 0 ? 1 + 3 * random.nextDouble() : score;
        Instant end = HeardMachine.at(sensor.second++);
        WindowScore window =
            fan.score(sensor.id, end, score, smoothed, random.nextInt(8) == 0 ? 0.01 : 0.5).build();
        check(window, fan.hear(window));
      }
    }

    private MachineSettings settings() {
      MachineSettings.Builder settings = MachineSettings.newBuilder().setMachineId("fan");
      int second = sensors.get(random.nextInt(sensors.size())).second;
      switch (random.nextInt(20)) {
        case 0 -> settings.setMutedFrom(HeardMachine.at(second + random.nextInt(20)));
        case 1 ->
            settings
                .setMutedFrom(HeardMachine.at(second))
                .setMutedUntil(HeardMachine.at(second + random.nextInt(40) - 5));
        case 2 -> settings.setMaintenance(true);
        case 3 -> settings.setRetired(true);
        case 4, 5, 6, 7 ->
            settings.setAcknowledgedAnomaly(told == null ? "?" : told.getAnomalyId());
        case 8 -> settings.setOpenThreshold(1 + 3 * random.nextDouble());
        case 9 -> settings.setCloseThreshold(1 + 3 * random.nextDouble());
        case 10 -> settings.setOpenThreshold(Double.NaN).setCloseThreshold(Double.NaN);
        default -> {}
      }
      return settings.build();
    }

    private void check(WindowScore window, Decision decision) {
      AnomalyEvent event = decision.event();
      Suppression suppression = decision.suppressed();
      assertThat(event == null || suppression == null).isTrue();
      Suppression quietAt = fan.rules.quietAt(window.getWindowEnd());
      boolean kOfN = count(window, quietAt != null);
      if (before == null) {
        boolean opens = event != null && event.getState() == AnomalyState.OPENED;
        assertThat(opens || suppression != null)
            .as("told, or counted, exactly when K of N are over")
            .isEqualTo(kOfN);
        if (quietAt != null) {
          assertThat(suppression).isEqualTo(kOfN ? quietAt : null);
        } else if (suppression != null) {
          assertThat(suppression).isEqualTo(Suppression.COOLDOWN);
          assertThat(window.getWindowEnd()).isBefore(lastEnd.plus(RULE.cooldown()));
        }
      } else if (suppression != null) {
        assertThat(suppression).isEqualTo(Suppression.ACKNOWLEDGED);
        assertThat(fan.rules.acknowledges(before.getAnomalyId())).isTrue();
      }
      if (suppression != null) {
        suppressed.merge(suppression, 1, Integer::sum);
      }
      if (fan.open != null && before != null) {
        assertThat(fan.open.getAnomalyId()).isEqualTo(before.getAnomalyId());
        assertThat(fan.open.getOpenedAt()).isEqualTo(before.getOpenedAt());
        assertThat(fan.open.getLastAt()).isAfterOrEqualTo(before.getLastAt());
        assertThat(fan.open.getLastAt()).isAfterOrEqualTo(window.getWindowEnd());
        assertThat(fan.open.getPeakScore()).isGreaterThanOrEqualTo(before.getPeakScore());
        assertThat(fan.rules.quietAt(fan.open.getLastAt())).isNull();
      }
      if (event != null) {
        check(event);
        if (event.getState() == AnomalyState.CLOSED) {
          latest.clear();
        }
      }
    }

    /** Whether K of the sensor's last N windows are over, of those that count. */
    private boolean count(WindowScore window, boolean isQuiet) {
      String id = window.getSensorId();
      Deque<Boolean> windows = latest.computeIfAbsent(id, sensor -> new ArrayDeque<>());
      if (quiet.getOrDefault(id, false) && !isQuiet) {
        windows.clear();
      }
      quiet.put(id, isQuiet);
      windows.add(Math.min(window.getScore(), window.getSmoothedScore()) > window.getThreshold());
      if (windows.size() > RULE.of()) {
        windows.remove();
      }
      return windows.stream().filter(over -> over).count() >= RULE.open();
    }

    private void check(AnomalyEvent event) {
      switch (event.getState()) {
        case OPENED -> {
          assertThat(told).as("one at a time").isNull();
          assertThat(ids.add(event.getAnomalyId())).as("an id of its own").isTrue();
          assertThat(event.getOpenedAt()).as("in a time of its own").isAfter(lastEnd);
          assertThat(event.getLastAt()).isEqualTo(event.getOpenedAt());
          assertThat(fan.open).isEqualTo(event);
          told = event;
        }
        case UPDATED -> {
          assertSame(event);
          assertThat(fan.rules.acknowledges(event.getAnomalyId())).isFalse();
          assertThat(event.getLastAt()).isAfterOrEqualTo(told.getLastAt().plus(RULE.updateEvery()));
          assertThat(fan.open).isEqualTo(event);
          told = event;
        }
        case CLOSED -> {
          assertSame(event);
          assertThat(event.getCloseReason()).isNotNull();
          assertThat(event.getClosedAt()).isAfterOrEqualTo(event.getLastAt());
          assertThat(event.getLastAt()).isAfterOrEqualTo(told.getLastAt());
          assertThat(fan.open).isNull();
          lastEnd = event.getLastAt();
          told = null;
        }
        default -> throw new AssertionError(event);
      }
      log.add(event);
    }

    private void assertSame(AnomalyEvent event) {
      assertThat(told).isNotNull();
      assertThat(event.getAnomalyId()).isEqualTo(told.getAnomalyId());
      assertThat(event.getOpenedAt()).isEqualTo(told.getOpenedAt());
    }
  }
}
