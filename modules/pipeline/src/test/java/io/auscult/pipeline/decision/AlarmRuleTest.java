/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.decision;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AlarmRuleTest {

  @Test
  void shouldNameTheSettingThatIsWrong() {
    Duration second = Duration.ofSeconds(1);

    assertThatThrownBy(() -> new AlarmRule(6, 5, 5, 0.1, second, second))
        .hasMessage("alarm.open must be 1 to alarm.of (5), is 6");
    assertThatThrownBy(() -> new AlarmRule(3, 65, 5, 0.1, second, second))
        .hasMessage("alarm.of must be 1 to 64, is 65");
    assertThatThrownBy(() -> new AlarmRule(3, 5, 0, 0.1, second, second))
        .hasMessage("alarm.calm must be at least 1, is 0");
    assertThatThrownBy(() -> new AlarmRule(3, 5, 5, Double.NaN, second, second))
        .hasMessage("alarm.calmTail must be in [0, 1), is NaN");
  }
}
