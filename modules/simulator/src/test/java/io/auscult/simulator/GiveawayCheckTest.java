/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.auscult.simulator.GiveawayCheck.Finding;
import java.util.List;
import org.junit.jupiter.api.Test;

class GiveawayCheckTest {
  @Test
  void shouldFindThatNoFaultGivesItselfAwayByItsLevel() {
    // When
    List<Finding> findings = GiveawayCheck.run(20, 8, 1, 2, 3);

    // Then
    assertThat(findings).extracting(Finding::fault).containsExactly(Fault.values());
    assertThat(findings).allMatch(Finding::passes);
  }

  @Test
  void shouldMeasureSeparationWhicheverWayItGoes() {
    double[] low = {1, 2, 3, 4};
    double[] high = {5, 6};

    assertThat(GiveawayCheck.auc(low, high)).isEqualTo(1);
    assertThat(GiveawayCheck.auc(high, low)).isEqualTo(1);
    assertThat(GiveawayCheck.auc(low, low)).isEqualTo(0.5);
    assertThat(GiveawayCheck.auc(low, new double[] {2, 5})).isCloseTo(5.5 / 8, within(1e-12));
  }

  @Test
  void shouldFailAFaultThatIsLoudOrQuietOrSeparable() {
    assertThat(new Finding(Fault.LEAK, 0.99, 0.64).passes()).isTrue();
    assertThat(new Finding(Fault.LEAK, 1.0, 0.5).passes()).isFalse();
    assertThat(new Finding(Fault.LEAK, -1.0, 0.5).passes()).isFalse();
    assertThat(new Finding(Fault.LEAK, 0, 0.65).passes()).isFalse();
  }

  @Test
  void shouldRefuseToCheckNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GiveawayCheck.run(6, 20))
        .withMessageContaining("0 seeds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GiveawayCheck.run(6, 1.9, 1))
        .withMessageContaining("1.9 s");
  }
}
