/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.delivery;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.begin;
import static io.auscult.notifier.event.Events.closed;
import static io.auscult.notifier.event.Events.notice;
import static io.auscult.notifier.event.Events.opened;
import static io.auscult.notifier.event.Events.updated;
import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.HealthKind;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Summary;
import io.auscult.notifier.settings.LimitSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RateLimitTest {

  private Instant now = T0;
  private final RateLimit limit =
      new RateLimit(new LimitSettings(2, Duration.ofMinutes(1)), () -> now);

  @Test
  void shouldSumUpWhatIsBeyondTheLimitWhenTheMinuteIsOver() {
    // Given
    assertThat(limit.admits(anomaly("fan-1"))).isTrue();
    assertThat(limit.admits(anomaly("fan-2"))).isTrue();

    // When
    now = T0.plusSeconds(10);
    assertThat(limit.admits(anomaly("fan-3"))).isFalse();
    assertThat(limit.admits(anomaly("fan-4"))).isFalse();
    assertThat(limit.admits(notice(begin("fan-4", HealthKind.OFFLINE, T0)))).isFalse();
    now = T0.plusSeconds(59);
    assertThat(limit.due()).isNull();
    assertThat(limit.isHolding()).isTrue();
    now = T0.plusSeconds(60);
    Summary summary = limit.due();

    // Then
    assertThat(summary.text()).isEqualTo("3 more events of 2 machines in the last 1 min");
    assertThat(summary.id()).isEqualTo("fan-3-a.opened.more.3");
    assertThat(summary.events()).isEqualTo(Map.of("anomaly.opened", 2, "health.begin", 1));
    assertThat(summary.machines()).containsExactly("fan-3", "fan-4");
    assertThat(summary.from()).isEqualTo(T0.plusSeconds(10));
  }

  @Test
  void shouldLetEventsPassAgainOnceTheSummaryIsTold() {
    // Given
    flood();
    now = T0.plusSeconds(60);
    assertThat(limit.due()).isNotNull();
    assertThat(limit.admits(anomaly("fan-8"))).isFalse();

    // When
    limit.summarized();

    // Then
    assertThat(limit.isHolding()).isFalse();
    assertThat(limit.due()).isNull();
    assertThat(limit.admits(anomaly("fan-9"))).isTrue();
  }

  @Test
  void shouldAlwaysTellTheEndOfWhatWasTold() {
    // Given
    flood();

    // When, then
    assertThat(limit.admits(end("fan-1"))).isTrue();
    assertThat(limit.admits(end("fan-3"))).isFalse();
    assertThat(limit.admits(end("told before the restart"))).isTrue();
  }

  @Test
  void shouldTellTheEndOfWhatWasHeldBackAtFirstAndToldLater() {
    // Given
    flood();
    now = T0.plusSeconds(60);
    limit.summarized();
    assertThat(limit.admits(goesOn("fan-3"))).isTrue();
    assertThat(limit.admits(anomaly("fan-4"))).isTrue();
    assertThat(limit.admits(anomaly("fan-5"))).isFalse();

    // When, then
    assertThat(limit.admits(end("fan-3"))).isTrue();
  }

  @Test
  void shouldHoldNothingBackWithoutALimit() {
    RateLimit none = new RateLimit(null, () -> now);

    for (int i = 0; i < 1000; i++) {
      assertThat(none.admits(anomaly("fan-" + i))).isTrue();
    }
    assertThat(none.isHolding()).isFalse();
  }

  /** Two are told, one is held back. */
  private void flood() {
    for (int i = 1; i <= 3; i++) {
      limit.admits(anomaly("fan-" + i));
    }
    assertThat(limit.isHolding()).isTrue();
  }

  private static Notice anomaly(String machine) {
    return notice(event(machine));
  }

  private static Notice goesOn(String machine) {
    return notice(updated(event(machine), Duration.ofSeconds(5)));
  }

  private static Notice end(String machine) {
    return notice(closed(event(machine), Duration.ofSeconds(5)));
  }

  private static AnomalyEvent event(String machine) {
    return opened(machine, machine + "-a", T0);
  }
}
