/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RestartLimitTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void shouldAllowSoManyRestartsInSoMuchTime() {
    RestartLimit limit = new RestartLimit(2, Duration.ofMinutes(5));

    assertThat(limit.isAllowed(NOW)).isTrue();
    assertThat(limit.isAllowed(NOW.plusSeconds(60))).isTrue();
    assertThat(limit.isAllowed(NOW.plusSeconds(299))).isFalse();
    assertThat(limit.isAllowed(NOW.plusSeconds(301))).isTrue();
    assertThat(limit.isAllowed(NOW.plusSeconds(302))).isFalse();
  }
}
