/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.cli.Commands;
import io.auscult.gateway.source.TestMixer;
import io.auscult.gateway.source.TestMixers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DevicesCommandTest {

  @AfterEach
  void unplug() {
    TestMixers.unplugAll();
  }

  @Test
  void shouldSayWhatToDoWhenThereIsNoDevice() {
    assertThat(run())
        .startsWith("Java finds no device to listen to.")
        .contains("auscult gateway --stdin")
        .hasLineCount(1);
    assertThat(run("--json")).isEqualTo("{\"devices\":[]}\n");
  }

  @Test
  void shouldListWhatCanBeListenedToAndWhatItOffers() {
    // Given: 24 bits and what only plays are no use
    TestMixers.plug(
        new TestMixer(
            "Scarlett",
            TestMixer.pcm(16_000, 1),
            TestMixer.pcm(AudioSystem.NOT_SPECIFIED, 8),
            new AudioFormat(48_000, 24, 2, true, false)));
    TestMixers.plug(new TestMixer("Speakers"));

    // When, then
    assertThat(run())
        .isEqualTo(
            """
            Scarlett
              Scarlett of a test
              16000 Hz, 1 channel; any rate, 8 channels
            """);
    assertThat(run("--json"))
        .isEqualTo(
            "{\"devices\":[{\"name\":\"Scarlett\",\"description\":\"Scarlett of a test\","
                + "\"formats\":[{\"sampleRate\":16000,\"channels\":1},"
                + "{\"sampleRate\":-1,\"channels\":8}]}]}\n");
  }

  @Test
  void shouldHaveHelpWithAnExample() {
    assertThat(Commands.line(new DevicesCommand(), Map.of()).getUsageMessage())
        .contains("Example:", "auscult gateway devices");
  }

  private static String run(String... arguments) {
    PrintStream out = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
      assertThat(Commands.line(new DevicesCommand(), Map.of()).execute(arguments)).isZero();
    } finally {
      System.setOut(out);
    }
    return printed.toString(StandardCharsets.UTF_8).replace("\r", "");
  }
}
