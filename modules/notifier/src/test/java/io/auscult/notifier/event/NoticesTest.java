/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.event;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.closed;
import static io.auscult.notifier.event.Events.end;
import static io.auscult.notifier.event.Events.notice;
import static io.auscult.notifier.event.Events.opened;
import static io.auscult.notifier.event.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.SensorHealth;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoticesTest {

  private final AnomalyEvent opened = opened("fan-1", "a1", T0);

  @Test
  void shouldBecomeCriticalWithTimeAndStaySoToItsEnd() {
    assertThat(notice(opened).severity()).isEqualTo(Severity.WARNING);
    assertThat(notice(updated(opened, Duration.ofSeconds(599))).severity())
        .isEqualTo(Severity.WARNING);
    assertThat(notice(updated(opened, Duration.ofMinutes(10))).severity())
        .isEqualTo(Severity.CRITICAL);
    assertThat(notice(closed(opened, Duration.ofMinutes(11))).severity())
        .isEqualTo(Severity.CRITICAL);
  }

  @ParameterizedTest
  @CsvSource({"OFFLINE,WARNING", "FAILED,WARNING", "GAP,INFO", "UNKNOWN,WARNING"})
  void shouldWarnOfWhatKeepsAMachineFromBeingWatched(HealthKind kind, Severity severity) {
    assertThat(notice(begin("fan-1", kind, T0)).severity()).isEqualTo(severity);
  }

  @Test
  void shouldGiveEachEventAnIdOfItsOwnAndTheSameOneEachTime() {
    SensorHealth offline = begin("fan-1", HealthKind.OFFLINE, T0);
    List<Notice> once =
        Stream.of(
                notice(opened),
                notice(updated(opened, Duration.ofSeconds(30))),
                notice(updated(opened, Duration.ofSeconds(60))),
                notice(closed(opened, Duration.ofSeconds(60))),
                notice(offline),
                notice(end(offline, Duration.ofSeconds(9))),
                notice(begin("fan-1", HealthKind.OFFLINE, T0.plusSeconds(10))),
                notice(begin("fan-2", HealthKind.OFFLINE, T0)),
                notice(begin("fan-1", HealthKind.SILENT, T0)))
            .toList();

    assertThat(once).extracting(Notice::id).doesNotHaveDuplicates();
    assertThat(once.get(0).id()).isEqualTo("a1.opened");
    assertThat(once.get(1).id()).isEqualTo("a1.updated.2026-06-01T06:00:30Z");
    assertThat(once.get(4).id()).isEqualTo("e9950795-7be7-328f-96d3-af42308301d1");
  }

  @Test
  void shouldSayInALineWhatHappened() {
    assertThat(notice(opened).text())
        .isEqualTo("fan-1 began to sound wrong: 2000 to 2400 Hz +12.5 dB");
    assertThat(notice(updated(opened, Duration.ofSeconds(200))).text())
        .isEqualTo("fan-1 has sounded wrong for 3 min 20 s: 2000 to 2400 Hz +12.5 dB");
    assertThat(notice(closed(opened, Duration.ofHours(2))).text())
        .isEqualTo("fan-1: the anomaly is closed after 2 h (RECOVERED)");
    assertThat(notice(begin("fan-1", HealthKind.OFFLINE, T0)).text())
        .isEqualTo("fan-1.ch1: OFFLINE: no sound has come for 30 s");
  }

  @Test
  void shouldRefuseAStateThatANewerVersionWrote() {
    AnomalyEvent unknown = AnomalyEvent.newBuilder(opened).setState(AnomalyState.UNKNOWN).build();

    assertThatThrownBy(() -> notice(unknown))
        .isInstanceOf(SerializationException.class)
        .hasMessage("A newer version wrote an anomaly's state on auscult.anomalies");
  }
}
