/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.closed;
import static io.auscult.notifier.event.Events.end;
import static io.auscult.notifier.event.Events.notice;
import static io.auscult.notifier.event.Events.opened;
import static io.auscult.notifier.event.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.SensorHealth;
import io.auscult.notifier.event.Notice;
import java.time.Duration;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OpenConditionsTest {

  private final OpenConditions open = new OpenConditions();
  private final AnomalyEvent first = opened("fan-1", "a1", T0);
  private final AnomalyEvent second = opened("fan-1", "a2", T0.plusSeconds(100));
  private final SensorHealth offline = begin("fan-1", HealthKind.OFFLINE, T0);

  @Test
  void shouldKeepTheLastEventOfEachUntilItsEnd() {
    apply(notice(first), notice(updated(first, Duration.ofSeconds(5))), notice(offline));
    assertThat(open.all())
        .extracting(Notice::type)
        .containsExactly("anomaly.updated", "health.begin");

    apply(notice(closed(first, Duration.ofSeconds(9))));
    assertThat(open.all()).extracting(Notice::type).containsExactly("health.begin");

    apply(notice(end(offline, Duration.ofSeconds(9))));
    assertThat(open.all()).isEmpty();
  }

  @Test
  void shouldLetAnAnomalyTakeThePlaceOfOneThatNeverClosed() {
    apply(notice(first), notice(second));
    assertThat(open.all()).extracting(Notice::id).containsExactly("a2.opened");

    // The end of the one before does not end it.
    Notice lateEnd = notice(closed(first, Duration.ofSeconds(9)));
    assertThat(open.ofMachineAfter(lateEnd)).extracting(Notice::id).containsExactly("a2.opened");
    apply(lateEnd);
    assertThat(open.all()).extracting(Notice::id).containsExactly("a2.opened");
  }

  @Test
  void shouldForetellWhatWillBeOpenOfTheMachine() {
    apply(notice(offline), notice(begin("fan-2", HealthKind.OFFLINE, T0)));

    assertThat(open.ofMachineAfter(notice(first)))
        .extracting(Notice::kind)
        .containsExactly("ANOMALY", "OFFLINE");
    apply(notice(first));
    assertThat(open.ofMachineAfter(notice(closed(first, Duration.ofSeconds(1)))))
        .extracting(Notice::kind)
        .containsExactly("OFFLINE");
  }

  @Test
  void shouldGiveUpWhatWasNotHeardOfForLong() {
    apply(notice(first));

    open.forgetBefore(T0);
    assertThat(open.all()).hasSize(1);
    open.forgetBefore(T0.plusMillis(1));
    assertThat(open.all()).isEmpty();
  }

  private void apply(Notice... notices) {
    for (Notice notice : notices) {
      open.apply(new Event(notice, new TopicPartition("topic", 0), 0, T0));
    }
  }
}
