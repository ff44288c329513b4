/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OneLineTest {

  @Test
  void shouldLeaveTextAsItIs() {
    assertThat(OneLine.of("Lüfter 'A' \\ 風扇")).isEqualTo("Lüfter 'A' \\ 風扇");
  }

  @Test
  void shouldEscapeWhatMovesTheCursorOrHidesText() {
    assertThat(OneLine.of("a\nb\r\tc\0")).isEqualTo("a\\nb\\r\\tc\\u0000");
    assertThat(OneLine.of("\u001b[2J\u009b2J")).isEqualTo("\\u001b[2J\\u009b2J");
    assertThat(OneLine.of("\u202eevil\u2028")).isEqualTo("\\u202eevil\\u2028");
    assertThat(OneLine.of("\ud800")).isEqualTo("\\ud800");
  }
}
