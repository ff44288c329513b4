/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FullFleetTest {

  @Test
  void shouldHoldFiveHundredMachinesAndADayIn512MegabytesWithRoomToSpare() throws Exception {
    // Given
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-cp",
                System.getProperty("java.class.path"),
                FullFleet.class.getName())
            .redirectErrorStream(true)
            .start();

    // When
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    // Then: with room for the pages, Kafka's buffers and sound that is listened to
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).contains(" MB for 500 machines");
    int megabytes = Integer.parseInt(said.replaceAll("(?s).*?(\\d+) MB for.*", "$1"));
    assertThat(megabytes).isLessThan(320);
  }
}
