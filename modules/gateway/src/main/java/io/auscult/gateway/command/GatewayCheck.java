/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.cli.JsonOutput;
import io.auscult.gateway.publish.DeliveryFailedException;
import io.auscult.gateway.publish.KafkaConnection;
import io.auscult.gateway.settings.GatewaySettings;
import io.auscult.gateway.settings.SourceSettings;
import io.auscult.gateway.spool.Spool;
import io.auscult.gateway.spool.SpoolListener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Tries everything that a gateway needs, with a verdict on each. */
final class GatewayCheck {

  /**
   * What was tried, and how it went.
   *
   * @param detail one line: what was found, or what is wrong
   * @param levels of the channels, dB of full scale; empty where there are none
   */
  record Verdict(String what, boolean ok, String detail, List<Double> levels) {

    static Verdict ok(String what, String detail) {
      return new Verdict(what, true, detail, List.of());
    }

    static Verdict failed(String what, String why) {
      return new Verdict(what, false, why, List.of());
    }
  }

  private GatewayCheck() {}

  /**
   * Tries all and prints it.
   *
   * @return the exit code: 0 only if all went well
   */
  static int of(GatewaySettings settings, boolean json) throws InterruptedException {
    List<Verdict> verdicts = new ArrayList<>();
    report(
        Verdict.ok("settings", "valid, %d sources".formatted(settings.sources().size())), verdicts);
    for (SourceSettings source : settings.sources()) {
      report(SourceCheck.listen(source), verdicts);
    }
    report(spool(settings), verdicts);
    report(kafka(settings), verdicts);
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
    for (int channel = 0; channel < verdict.levels().size(); channel++) {
      System.err.printf(
          "        channel %d  %s%n", channel + 1, meter(verdict.levels().get(channel)));
    }
  }

  /** A bar of 60 dB. */
  static String meter(double dbfs) {
    int filled = (int) Math.round(Math.max(0, Math.min(60, 60 + dbfs)) / 3);
    return "[%s%s] %.1f dBFS".formatted("#".repeat(filled), "-".repeat(20 - filled), dbfs);
  }

  private static Verdict spool(GatewaySettings settings) {
    String what = "spool " + settings.spool().folder();
    try (Spool spool = Spool.open(settings.spool(), SpoolListener.NONE)) {
      return Verdict.ok(
          what,
          "%d records wait, %.1f of %.1f MB"
              .formatted(
                  spool.depth().records(),
                  spool.depth().bytes() / 1e6,
                  settings.spool().maxBytes() / 1e6));
    } catch (IOException e) {
      return Verdict.failed(what, String.valueOf(e.getMessage()));
    }
  }

  private static Verdict kafka(GatewaySettings settings) throws InterruptedException {
    String what = "kafka " + settings.kafka().settings().get("bootstrap.servers");
    try {
      new KafkaConnection(settings.kafka(), settings.publish(), settings.name()).check();
      return Verdict.ok(
          what,
          "answers, and has %s and %s"
              .formatted(settings.publish().audioTopic(), settings.publish().healthTopic()));
    } catch (DeliveryFailedException e) {
      return Verdict.failed(what, String.valueOf(e.getMessage()));
    }
  }
}
