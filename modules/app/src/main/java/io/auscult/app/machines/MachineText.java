/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.machines;

import io.auscult.cli.OneLine;
import io.auscult.contracts.MachineSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Settings for people and programs to read. */
final class MachineText {

  private MachineText() {}

  /** One line: which machine, what and where it is, what is special about it now. */
  static String line(MachineSettings settings, Instant now) {
    String place =
        Stream.of(settings.getSite(), settings.getLine())
            .filter(Objects::nonNull)
            .collect(Collectors.joining("/"));
    String text =
        "%-16s %-10s %-16s %s"
            .formatted(
                settings.getMachineId(),
                settings.getType() == null ? "" : settings.getType(),
                place,
                String.join(", ", state(settings, now)));
    return OneLine.of(text.stripTrailing());
  }

  private static List<String> state(MachineSettings settings, Instant now) {
    List<String> words = new ArrayList<>();
    if (settings.getRetired()) {
      words.add("retired");
    }
    if (settings.getMaintenance()) {
      words.add("in maintenance");
    }
    if (settings.getMutedFrom() != null) {
      words.add(mute(settings.getMutedFrom(), settings.getMutedUntil(), now));
    }
    add(words, "opens at ", settings.getOpenThreshold());
    add(words, "closes at ", settings.getCloseThreshold());
    add(words, "class ", settings.getModelClass());
    add(words, "acknowledged ", settings.getAcknowledgedAnomaly());
    if (!settings.getListenBack()) {
      words.add("no clips kept");
    }
    if (settings.getLearnUntil() != null) {
      words.add(
          (now.isBefore(settings.getLearnUntil()) ? "is learned until " : "was learned until ")
              + settings.getLearnUntil());
    }
    return words;
  }

  private static String mute(Instant from, @Nullable Instant until, Instant now) {
    if (until != null && !now.isBefore(until)) {
      return "was muted until " + until;
    }
    String end = until == null ? "further notice" : until.toString();
    return now.isBefore(from)
        ? "muted from %s until %s".formatted(from, end)
        : "muted until " + end;
  }

  private static void add(List<String> words, String name, @Nullable Object value) {
    if (value != null) {
      words.add(name + value);
    }
  }

  /** Every setting on a line. */
  static String page(MachineSettings settings) {
    StringBuilder page = new StringBuilder();
    fields(settings)
        .forEach(
            (name, value) ->
                page.append(
                    OneLine.of("%-20s %s".formatted(name, value == null ? "-" : value)) + "\n"));
    return page.toString();
  }

  /** The settings by the names of the schema; times as ISO 8601. */
  static Map<String, @Nullable Object> fields(MachineSettings settings) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (Schema.Field field : settings.getSchema().getFields()) {
      Object value = settings.get(field.pos());
      fields.put(field.name(), value instanceof Instant time ? time.toString() : value);
    }
    return fields;
  }
}
