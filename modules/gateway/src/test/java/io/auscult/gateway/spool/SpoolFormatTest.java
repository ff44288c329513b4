/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolFormatTest {

  private static final Path PAGE = Path.of("..", "..", "docs", "spool.md");
  private static final Pattern EXAMPLE =
      Pattern.compile("### An example.*?```\n(.*?)```", Pattern.DOTALL);
  private static final SpoolRecord RECORD =
      new SpoolRecord(
          SpoolRecord.Kind.HEALTH,
          "fan",
          "mic",
          SpoolFolder.START,
          Duration.ZERO,
          new byte[] {(byte) 0xC3, 1});

  @TempDir Path folder;

  @Test
  void shouldWriteWhatItsPageSays() throws Exception {
    ByteBuffer header = SegmentFile.in(folder, 7).header();
    ByteBuffer record = RecordCodec.encode(RECORD);
    ByteBuffer all = ByteBuffer.allocate(header.remaining() + record.remaining());
    all.put(header).put(record);

    assertThat(HexFormat.of().formatHex(all.array()))
        .isEqualTo(HexFormat.of().formatHex(example()));
  }

  @Test
  void shouldReadWhatItsPageSays() throws Exception {
    SegmentFile segment = SegmentFile.in(folder, 7);
    Files.write(segment.path(), example());

    segment.requireReadable();
    try (SegmentReader reader = SegmentReader.open(segment, 0, SpoolListener.NONE)) {
      assertThat(reader.next(segment.size()))
          .usingRecursiveComparison()
          .isEqualTo(new Spooled(new SpoolPosition(7, 20), RECORD));
    }
  }

  private static byte[] example() throws Exception {
    Matcher example = EXAMPLE.matcher(Files.readString(PAGE));
    assertThat(example.find()).isTrue();
    return HexFormat.of().parseHex(example.group(1).replaceAll("\\s", ""));
  }
}
