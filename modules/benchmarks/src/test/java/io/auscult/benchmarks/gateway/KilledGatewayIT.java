/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledGatewayIT {

  @TempDir Path folder;

  @Test
  void shouldLoseAndRepeatNothingItAcceptedThoughKilledFiftyTimesWhileTheBrokerComesAndGoes()
      throws Exception {
    // When
    GatewayBenchmark.Killed killed = new GatewayBenchmark(20_261_125).kill(folder, 50);

    // Then
    assertThat(killed.absences()).isPositive();
    assertThat(killed.tally().accepted()).isGreaterThan(100);
    assertThat(killed.tally().lost()).isZero();
    assertThat(killed.tally().duplicated()).isZero();
  }
}
