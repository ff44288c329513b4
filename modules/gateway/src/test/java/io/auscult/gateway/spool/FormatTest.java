/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes in docs/spool.md are those that the spool writes. */
class FormatTest {

  private static final SpoolRecord RECORD =
      new SpoolRecord(
          SpoolRecord.Kind.AUDIO,
          "fan",
          "fan.ch1",
          Instant.parse("2026-03-01T06:00:00Z"),
          Duration.ofSeconds(1),
          "sound".getBytes(US_ASCII));

  @TempDir Path folder;

  @Test
  void shouldWriteTheSegmentOfTheDocument() throws Exception {
    // When
    write();

    // Then
    assertThat(TestSpool.segments(folder))
        .containsExactly(folder.resolve("00000000000000000001.segment"));
    assertThat(hex(Files.readAllBytes(TestSpool.segments(folder).get(0))))
        .isEqualTo(documented("segment"));
  }

  @Test
  void shouldWriteTheCursorOfTheDocument() throws Exception {
    write();

    byte[] file = Files.readAllBytes(folder.resolve("cursor"));
    assertThat(file).hasSize(2 * CursorFile.SLOT_BYTES);
    assertThat(hex(Arrays.copyOfRange(file, CursorFile.SLOT_BYTES, CursorFile.SLOT_BYTES + 32)))
        .isEqualTo(documented("cursor"));
  }

  @Test
  void shouldReadTheSegmentOfTheDocument() throws Exception {
    // Given
    byte[] bytes = HexFormat.of().parseHex(documented("segment"));
    Files.write(folder.resolve("00000000000000000001.segment"), bytes);

    // When
    try (Spool spool = Spool.open(TestSpool.settings(folder), SpoolListener.NONE)) {
      // Then
      assertThat(TestSpool.records(spool)).isEqualTo(List.of(RECORD));
    }
  }

  private void write() throws Exception {
    try (Spool spool = Spool.open(TestSpool.settings(folder), SpoolListener.NONE)) {
      assertThat(spool.append(RECORD)).isTrue();
      Spooled given = spool.next(Duration.ofSeconds(10));
      assertThat(given).isNotNull();
      spool.acknowledge(given.position());
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** The hex digits of the block with this name, without what is said about them. */
  private static String documented(String name) throws IOException {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("docs/spool.md"))) {
      root = root.getParent();
    }
    String document = Files.readString(root.resolve("docs/spool.md"));
    Matcher block =
        Pattern.compile("```hex " + name + "\\R(.*?)```", Pattern.DOTALL).matcher(document);
    assertThat(block.find()).as("the block '%s' in docs/spool.md", name).isTrue();
    StringBuilder digits = new StringBuilder();
    block.group(1).lines().forEach(line -> digits.append(line.replaceAll("#.*|\\s", "")));
    return digits.toString();
  }
}
