/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.cli.OneLine;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.Topics;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.common.header.Header;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult dlq show}. */
@Command(
    name = "show",
    description = "All about one dead letter: its headers, the stack trace, how its bytes begin.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult dlq show 0:17"})
final class ShowDeadLetterCommand implements Callable<Integer> {

  private static final HexFormat HEX = HexFormat.ofDelimiter(" ");
  private static final int BYTES_SHOWN = 256;
  private static final int BYTES_A_LINE = 16;

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(
      paramLabel = "PARTITION:OFFSET",
      converter = Position.Converter.class,
      description = "As 'auscult dlq list' shows it.")
  private Position position;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    DeadLetter letter;
    try (TopicContents contents =
        TopicContents.open(kafka.clientSettings(), Topics.DEAD_LETTERS, KafkaOptions.PATIENCE)) {
      letter = find(contents, position);
    }
    byte[] value = letter.value() == null ? new byte[0] : letter.value();
    byte[] head = Arrays.copyOf(value, Math.min(value.length, BYTES_SHOWN));
    if (json) {
      Map<String, String> headers = new LinkedHashMap<>();
      letter.headers().forEach(header -> headers.put(header.key(), text(header)));
      JsonOutput.print(
          Map.of(
              "deadLetter", letter.summary(),
              "headers", headers,
              "head", HexFormat.of().formatHex(head)));
    } else {
      print(letter, head);
    }
    return 0;
  }

  /**
   * The dead letter at a position.
   *
   * @throws CommandFailedException if there is none
   */
  static DeadLetter find(TopicContents contents, Position position)
      throws BrokerUnavailableException {
    return contents
        .at(position.partition(), position.offset())
        .map(DeadLetter::new)
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "there is no dead letter %s (any more): see auscult dlq list"
                        .formatted(position)));
  }

  private static void print(DeadLetter letter, byte[] head) {
    System.out.println(letter.summary().line());
    for (Header header : letter.headers()) {
      System.out.println(OneLine.of(header.key()) + ":");
      text(header).lines().forEach(line -> System.out.println("    " + escaped(line)));
    }
    System.out.printf("the first %d bytes:%n", head.length);
    for (int from = 0; from < head.length; from += BYTES_A_LINE) {
      int to = Math.min(head.length, from + BYTES_A_LINE);
      System.out.printf("    %04x  %s%n", from, HEX.formatHex(head, from, to));
    }
  }

  /** Stack traces are indented with tabs. */
  private static String escaped(String line) {
    return OneLine.of(line.replace("\t", "    "));
  }

  private static String text(Header header) {
    return header.value() == null ? "" : new String(header.value(), UTF_8);
  }
}
