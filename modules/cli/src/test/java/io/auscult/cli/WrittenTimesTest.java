/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

/** Times on the command line are written as people write them. */
class WrittenTimesTest {

  @ParameterizedTest
  @CsvSource({
    "90s, PT90S",
    "30m, PT30M",
    "8h, PT8H",
    "8H, PT8H",
    "1h30m, PT1H30M",
    "2d, P2D",
    "1d6h, P1DT6H",
    "0.5s, PT0.5S",
    "500ms, PT0.5S"
  })
  void shouldReadALengthOfTime(String text, Duration expected) {
    assertThat(new DurationConverter().convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8", "h", "8 h", "-8h", "0s", "eight", "8w", "PT8H", "0ms", "1s5ms"})
  void shouldRefuseWhatIsNoLengthOfTime(String text) {
    assertThatThrownBy(() -> new DurationConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is no length of time: write it like 90s, 8h");
  }

  @Test
  void shouldReadAMomentWithItsOffset() {
    Instant six = Instant.parse("2026-11-25T06:00:00Z");

    assertThat(new InstantConverter().convert("2026-11-25T06:00Z")).isEqualTo(six);
    assertThat(new InstantConverter().convert("2026-11-25T06:00:00.000Z")).isEqualTo(six);
    assertThat(new InstantConverter().convert("2026-11-25T07:00+01:00")).isEqualTo(six);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-11-25", "2026-11-25T06:00", "2026-13-25T06:00Z"})
  void shouldRefuseWhatIsNoMoment(String text) {
    assertThatThrownBy(() -> new InstantConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("'" + text + "' is no time: write it like 2026-11-25T06:00Z");
  }
}
