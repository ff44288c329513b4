/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.cli.OneLine;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult dlq replay}. */
@Command(
    name = "replay",
    description =
        "Sends dead letters back to auscult.audio, once what refused them is mended: with their own key, bytes and headers.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Without --execute it only says what it would send. What cannot be decoded by this version of Auscult is skipped.",
      "",
      "A dead letter stays where it is, and nothing remembers that it was replayed: a second replay sends it again. That does"
          + " no harm, the pipeline drops chunks (streamId, sequence) that it has had. Nor does it go back: of a stream that has"
          + " gone on meanwhile it drops what comes late. A stream that died as a whole is heard.",
      "A replayed record has the header auscult.replayed-from with its dead letter's PARTITION:OFFSET. If it dies again, the"
          + " new dead letter has it too, and is skipped unless it is named.",
      "",
      "Example:",
      "  auscult dlq replay --since 2h --reason 'schema'",
      "  auscult dlq replay 0:17 3:4 --execute"
    })
final class ReplayDeadLettersCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(
      arity = "0..*",
      paramLabel = "PARTITION:OFFSET",
      converter = Position.Converter.class,
      description = "These, as 'auscult dlq list' shows them (default: all, or by the options).")
  private List<Position> named = new ArrayList<>();

  @Mixin private Selection selection = new Selection();

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "0",
      description = "Send at most so many; 0: all (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--force", description = "Send also what cannot be decoded.")
  private boolean force;

  @Option(names = "--execute", description = "Send them; without it nothing is sent.")
  private boolean execute;

  @Option(names = "--json", description = "One JSON object.")
  private boolean json;

  /** What happens to a dead letter. */
  private record Outcome(DeadLetterSummary deadLetter, boolean send, String why) {
    String line() {
      return "%-4s  %-8s  %-16s %8d B  %s"
          .formatted(
              send ? "send" : "skip",
              deadLetter.letter(),
              OneLine.of(deadLetter.key() == null ? "(no key)" : deadLetter.key()),
              deadLetter.bytes(),
              why);
    }
  }

  private final List<Outcome> outcomes = new ArrayList<>();
  private long sending;
  private long skipped;

  @Override
  public Integer call() throws Exception {
    if (limit < 0) {
      throw new CommandFailedException("--limit must be 0 or more, is " + limit);
    }
    if (!named.isEmpty() && !selection.isEverything()) {
      throw new CommandFailedException(
          "name dead letters or choose them by --since, --machine and --reason, not both");
    }
    long sent = 0;
    if (execute) {
      try (Replay replay = Replay.connect(kafka.clientSettings(), KafkaOptions.PATIENCE)) {
        judge(replay::send);
        sent = replay.finish();
      }
    } else {
      judge(letter -> {});
    }
    report(sent);
    return 0;
  }

  private void judge(Consumer<DeadLetter> send)
      throws BrokerUnavailableException, InterruptedException {
    try (TopicContents contents =
        TopicContents.open(kafka.clientSettings(), Topics.DEAD_LETTERS, KafkaOptions.PATIENCE)) {
      for (DeadLetter letter : namedLetters(contents)) {
        judge(letter, true, send);
      }
      if (named.isEmpty()) {
        Instant begin = selection.begin(Instant.now());
        contents.forEach(
            begin,
            record -> {
              DeadLetter letter = new DeadLetter(record);
              if (selection.has(letter, begin)) {
                judge(letter, false, send);
              }
            });
      }
    }
  }

  /** All of them before anything is sent: one that does not exist is a mistake. */
  private List<DeadLetter> namedLetters(TopicContents contents) throws BrokerUnavailableException {
    List<DeadLetter> letters = new ArrayList<>();
    for (Position position : named) {
      letters.add(ShowDeadLetterCommand.find(contents, position));
    }
    return letters;
  }

  private void judge(DeadLetter letter, boolean isNamed, Consumer<DeadLetter> send) {
    if (limit > 0 && sending == limit) {
      return;
    }
    Verdict verdict =
        Verdict.of(
            letter, isNamed, force, Topics.AUDIO.values(kafka.clientSettings()).deserializer());
    Outcome outcome = new Outcome(letter.summary(), verdict.send(), verdict.why());
    if (json) {
      outcomes.add(outcome);
    } else {
      System.out.println(outcome.line());
    }
    if (verdict.send()) {
      sending++;
      send.accept(letter);
    } else {
      skipped++;
    }
  }

  private void report(long sent) {
    if (json) {
      JsonOutput.print(
          Map.of(
              "executed", execute,
              "chosen", sending,
              "sent", sent,
              "skipped", skipped,
              "letters", outcomes));
    } else if (execute) {
      System.err.printf("%d sent, %d skipped%n", sent, skipped);
    } else {
      System.err.printf(
          "%d to send, %d to skip. Nothing was sent: add --execute%n", sending, skipped);
    }
  }
}
