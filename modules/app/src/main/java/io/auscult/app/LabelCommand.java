/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.InstantConverter;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.cli.OneLine;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.Label;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.Topics;
import io.auscult.contracts.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code auscult label}. */
@Command(
    name = "label",
    description =
        "Says what an anomaly, or a stretch of a machine's time, really was; kept on auscult.labels.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Labelled again, the last word counts.",
      "",
      "Example:",
      "  auscult label 5f1c9e1a false-alarm --by anna --note \"forklift\"",
      "  auscult label --machine fan-0 --from 2026-11-25T06:00Z --until 2026-11-25T07:00Z normal"
    })
final class LabelCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(
      arity = "1..2",
      paramLabel = "[ANOMALY] VERDICT",
      description = "The anomaly's id; then real, false-alarm or normal.")
  private String[] words = {};

  @Option(names = "--machine", paramLabel = "ID", description = "Without an anomaly: whose time.")
  private @Nullable String machine;

  @Option(
      names = "--from",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Without an anomaly: when it begins, like 2026-11-25T06:00Z.")
  private @Nullable Instant from;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      converter = InstantConverter.class,
      description = "Without an anomaly: when it ends.")
  private @Nullable Instant until;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who says so (default: ${DEFAULT-VALUE}).")
  private String by = "";

  @Option(names = "--note", paramLabel = "TEXT", description = "Why, for others.")
  private String note = "";

  @Option(names = "--json", description = "The label as one JSON object.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    Verdict verdict = verdict(words[words.length - 1]);
    Label.Builder label =
        Label.newBuilder()
            .setVerdict(verdict)
            .setLabelledBy(by)
            .setLabelledAt(Instant.now().truncatedTo(ChronoUnit.MICROS))
            .setNote(note);
    if (words.length == 2) {
      ofAnomaly(words[0], label);
    } else {
      ofTime(label);
    }
    Label done = label.build();
    new LabelBook(kafka.clientSettings(), KafkaOptions.PATIENCE).put(done);
    print(done);
    return 0;
  }

  private Verdict verdict(String word) {
    return switch (word) {
      case "real" -> Verdict.REAL;
      case "false-alarm" -> Verdict.FALSE_ALARM;
      case "normal" -> Verdict.NORMAL;
      default ->
          throw new ParameterException(
              spec.commandLine(),
              "'%s' is none of real, false-alarm, normal".formatted(OneLine.of(word)));
    };
  }

  private void ofAnomaly(String id, Label.Builder label)
      throws BrokerUnavailableException, InterruptedException {
    if (machine != null || from != null || until != null) {
      throw new ParameterException(
          spec.commandLine(), "--machine, --from and --until go without an anomaly");
    }
    label.setLabelId(id).setAnomalyId(id).setMachineId(machineOf(id));
  }

  private void ofTime(Label.Builder label) {
    if (machine == null || from == null || until == null) {
      throw new ParameterException(
          spec.commandLine(), "give an anomaly's id, or --machine, --from and --until");
    }
    if (!until.isAfter(from)) {
      throw new ParameterException(spec.commandLine(), "--until must be later than --from");
    }
    label
        .setLabelId("%s/%s/%s".formatted(machine, from, until))
        .setMachineId(machine)
        .setFrom(from)
        .setUntil(until);
  }

  private String machineOf(String anomalyId)
      throws BrokerUnavailableException, InterruptedException {
    AtomicReference<@Nullable String> found = new AtomicReference<>();
    Deserializer<AnomalyEvent> events =
        Topics.ANOMALIES.values(kafka.clientSettings()).deserializer();
    try (TopicContents contents =
        TopicContents.open(kafka.clientSettings(), Topics.ANOMALIES, KafkaOptions.PATIENCE)) {
      contents.forEach(
          Instant.MIN,
          record -> {
            AnomalyEvent event = read(events, record.value());
            if (event != null && event.getAnomalyId().equals(anomalyId)) {
              found.set(event.getMachineId());
            }
          });
    }
    String machineId = found.get();
    if (machineId == null) {
      throw new CommandFailedException(
          "there is no anomaly '%s' (auscult tail anomalies --from-beginning --json shows them)"
              .formatted(OneLine.of(anomalyId)));
    }
    return machineId;
  }

  private static @Nullable AnomalyEvent read(
      Deserializer<AnomalyEvent> events, byte @Nullable [] value) {
    try {
      return events.deserialize(Topics.ANOMALIES.name(), value);
    } catch (SerializationException e) {
      return null; // Whoever wrote that was told by the tail of the anomalies.
    }
  }

  private void print(Label label) {
    if (json) {
      Map<String, @Nullable Object> fields = new LinkedHashMap<>();
      fields.put("label", label.getLabelId());
      fields.put("machine", label.getMachineId());
      fields.put("verdict", label.getVerdict().name());
      fields.put("by", label.getLabelledBy());
      fields.put("note", label.getNote());
      JsonOutput.print(fields);
    } else {
      System.out.printf(
          "%s of %s: %s, says %s%n",
          OneLine.of(label.getLabelId()),
          OneLine.of(label.getMachineId()),
          label.getVerdict(),
          OneLine.of(label.getLabelledBy()));
    }
  }
}
