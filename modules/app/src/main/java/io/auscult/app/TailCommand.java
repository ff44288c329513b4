/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.KafkaOptions;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.replay.RunTopics;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult tail}. */
@Command(
    name = "tail",
    description = "Prints what comes out of the pipeline, as it comes.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  auscult tail anomalies --from-beginning"})
final class TailCommand {

  /** What all three have in common. */
  static final class Selection {
    @Mixin private KafkaOptions kafka = new KafkaOptions();

    @Option(names = "--from-beginning", description = "All that is kept, not only what is new.")
    private boolean fromBeginning;

    @Option(names = "--machine", paramLabel = "ID", description = "Only this machine.")
    private @Nullable String machine;

    @Option(
        names = "--limit",
        defaultValue = "0",
        description = "End after so many records; 0: go on (default: ${DEFAULT-VALUE}).")
    private long limit;

    @Option(names = "--json", description = "One JSON object a line.")
    private boolean json;

    @Option(
        names = "--run",
        paramLabel = "NAME",
        description = "What a replay of that name thinks, instead of the pipeline.")
    private @Nullable String run;

    private <V> TopicDefinition<V> topic(
        TopicDefinition<V> standard, Function<RunTopics, TopicDefinition<V>> ofRun) {
      return run == null ? standard : ofRun.apply(RunTopics.of(run));
    }
  }

  @Command(
      name = "scores",
      description = "Window scores.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult tail scores --machine fan-0"})
  int scores(@Mixin Selection selection) throws Exception {
    return follow(
        selection,
        selection.topic(Topics.SCORES, RunTopics::scores),
        (WindowScore s) ->
            "%s  %-16s %-16s score %8.4f  smoothed %8.4f  threshold %8.4f  level %6.1f dBFS"
                .formatted(
                    s.getWindowEnd(),
                    s.getMachineId(),
                    s.getSensorId(),
                    s.getScore(),
                    s.getSmoothedScore(),
                    s.getThreshold(),
                    s.getLevelDbfs()));
  }

  @Command(
      name = "anomalies",
      description = "Anomalies as they open, go on and close.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult tail anomalies --json"})
  int anomalies(@Mixin Selection selection) throws Exception {
    return follow(
        selection, selection.topic(Topics.ANOMALIES, RunTopics::anomalies), AnomalyText::line);
  }

  @Command(
      name = "health",
      description = "Gaps, machines nobody knows, sensors that went silent.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult tail health --from-beginning"})
  int health(@Mixin Selection selection) throws Exception {
    return follow(
        selection,
        selection.topic(Topics.HEALTH, RunTopics::health),
        (SensorHealth h) ->
            "%s  %-5s %-16s %-16s %s"
                .formatted(h.getAt(), h.getState(), h.getKind(), h.getSubject(), h.getDetail()));
  }

  private static <V> int follow(
      Selection selection, TopicDefinition<V> topic, Function<V, String> text)
      throws BrokerUnavailableException, InterruptedException {
    if (selection.run == null) {
      selection.kafka.requireTopics(List.of(topic));
    }
    AtomicLong left = new AtomicLong(selection.limit == 0 ? Long.MAX_VALUE : selection.limit);
    TopicReader.Subscription<V> subscription =
        new TopicReader.Subscription<>(
            topic,
            (machine, value) -> {
              boolean wanted = selection.machine == null || selection.machine.equals(machine);
              if (wanted && left.getAndDecrement() > 0) {
                System.out.println(selection.json ? value.toString() : text.apply(value));
              }
            });
    try (TopicReader reader =
        new TopicReader(
            selection.kafka.clientSettings(), List.of(subscription), selection.fromBeginning)) {
      while (left.get() > 0) {
        reader.poll();
      }
    }
    return 0;
  }
}
