/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.Topics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult dlq list}. */
@Command(
    name = "list",
    description =
        "One line a dead letter, oldest first: when the record had come, the dead letter's PARTITION:OFFSET, from where it was taken, key, size, reason.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult dlq list --since 1h --reason 'not a readable'"})
final class ListDeadLettersCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Mixin private Selection selection = new Selection();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "Only the latest so many; 0: all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  private long found;

  @Override
  public Integer call() throws Exception {
    if (limit < 0) {
      throw new CommandFailedException("--limit must be 0 or more, is " + limit);
    }
    List<DeadLetterSummary> letters = latest();
    if (json) {
      JsonOutput.print(Map.of("found", found, "deadLetters", letters));
    } else {
      letters.forEach(letter -> System.out.println(letter.line()));
      System.err.println(
          found > letters.size()
              ? "%d of %d dead letters: --limit 0 lists all".formatted(letters.size(), found)
              : found + (found == 1 ? " dead letter" : " dead letters"));
    }
    return 0;
  }

  private List<DeadLetterSummary> latest() throws Exception {
    PriorityQueue<DeadLetterSummary> latest = new PriorityQueue<>(DeadLetterSummary.OLDEST_FIRST);
    Instant begin = selection.begin(Instant.now());
    try (TopicContents contents =
        TopicContents.open(kafka.clientSettings(), Topics.DEAD_LETTERS, KafkaOptions.PATIENCE)) {
      contents.forEach(
          begin,
          record -> {
            DeadLetter letter = new DeadLetter(record);
            if (selection.has(letter, begin)) {
              found++;
              latest.add(letter.summary());
              if (limit > 0 && latest.size() > limit) {
                latest.remove();
              }
            }
          });
    }
    return latest.stream().sorted(DeadLetterSummary.OLDEST_FIRST).toList();
  }
}
