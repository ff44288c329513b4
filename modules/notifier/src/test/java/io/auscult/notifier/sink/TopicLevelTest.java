/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicLevelTest {

  @ParameterizedTest
  @CsvSource({
    "press-7,press-7",
    "Förderband 3,Förderband 3",
    "fan/id_00,fan%2Fid_00",
    "100%+#,100%25%2B%23",
    "a\u0001\u200bb,a%01%E2%80%8Bb"
  })
  void shouldMakeOneLevelOfAnyIdThatCanBeTurnedBack(String machine, String level) {
    assertThat(TopicLevel.of(machine)).isEqualTo(level);
    assertThat(URLDecoder.decode(level.replace("+", "%2B"), StandardCharsets.UTF_8))
        .isEqualTo(machine);
  }
}
