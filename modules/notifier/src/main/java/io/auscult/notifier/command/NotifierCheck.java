/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.command;

import io.auscult.cli.JsonOutput;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.notifier.settings.NotifierSettings;
import io.auscult.notifier.settings.SinkSettings;
import io.auscult.notifier.sink.DeliveryException;
import io.auscult.notifier.sink.Sink;
import io.auscult.notifier.sink.Sinks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;

/** Tries everything that a notifier needs, with a verdict on each. */
final class NotifierCheck {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final List<TopicDefinition<?>> TOPICS =
      List.of(Topics.ANOMALIES, Topics.HEALTH, Topics.MACHINES);

  /**
   * What was tried, and how it went.
   *
   * @param detail one line: what was found, or what is wrong
   */
  record Verdict(String what, boolean ok, String detail) {}

  private NotifierCheck() {}

  /**
   * Tries all and prints it.
   *
   * @return the exit code: 0 only if all went well
   */
  static int of(NotifierSettings settings, boolean json) throws InterruptedException {
    List<Verdict> verdicts = new ArrayList<>();
    report(
        new Verdict("settings", true, "valid, %d sinks".formatted(settings.sinks().size())),
        verdicts);
    report(kafka(settings), verdicts);
    for (SinkSettings sink : settings.sinks()) {
      report(sink(sink, settings.source()), verdicts);
    }
    boolean ok = verdicts.stream().allMatch(Verdict::ok);
    if (json) {
      JsonOutput.print(Map.of("ok", ok, "checks", verdicts));
    }
    return ok ? 0 : 1;
  }

  private static void report(Verdict verdict, List<Verdict> verdicts) {
    verdicts.add(verdict);
    System.err.printf(
        "%-4s  %s: %s%n", verdict.ok() ? "ok" : "FAIL", verdict.what(), verdict.detail());
  }

  private static Verdict kafka(NotifierSettings settings) throws InterruptedException {
    String what =
        "kafka " + settings.kafka().settings().get(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG);
    try (TopicAdmin admin =
        TopicAdmin.connect(settings.kafka().forClient(settings.name()), PATIENCE)) {
      for (TopicDefinition<?> topic : TOPICS) {
        admin.require(topic);
      }
      return new Verdict(
          what,
          true,
          "answers, and has "
              + TOPICS.stream().map(TopicDefinition::name).collect(Collectors.joining(", ")));
    } catch (BrokerUnavailableException e) {
      return new Verdict(what, false, String.valueOf(e.getMessage()));
    }
  }

  private static Verdict sink(SinkSettings settings, String source) throws InterruptedException {
    String what = "sink " + settings.name();
    try (Sink sink = Sinks.of(settings, source)) {
      return new Verdict(what, true, sink.check());
    } catch (DeliveryException e) {
      return new Verdict(what, false, String.valueOf(e.getMessage()));
    }
  }
}
