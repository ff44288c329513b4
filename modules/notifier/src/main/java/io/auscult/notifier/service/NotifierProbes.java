/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.service;

import io.auscult.operations.Probe;
import io.auscult.operations.Probes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a notifier is live and ready. Both tell of each sink whether it takes events, or why not,
 * whether they are read, and how many records wait.
 *
 * @param sinks by name
 * @param isWorking whether every sink's thread runs
 */
record NotifierProbes(SortedMap<String, SinkStatus> sinks, BooleanSupplier isWorking)
    implements Probes {

  /** Live while every sink is served: it goes on after whatever happens to sinks and brokers. */
  @Override
  public Probe live() {
    return new Probe(isWorking.getAsBoolean() ? null : "a sink is no longer served", details());
  }

  /** Ready if every sink takes events, and they are read. */
  @Override
  public Probe ready() {
    String why =
        sinks.entrySet().stream()
            .flatMap(sink -> failures(sink.getKey(), sink.getValue()))
            .collect(Collectors.joining("; "));
    return new Probe(why.isEmpty() ? null : why, details());
  }

  private static Stream<String> failures(String name, SinkStatus status) {
    return Stream.of(status.kafkaFailure(), status.sinkFailure())
        .filter(why -> why != null)
        .map(why -> name + ": " + why);
  }

  private Map<String, @Nullable Object> details() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    sinks.forEach((name, status) -> details.put(name, details(status)));
    return Map.of("sinks", details);
  }

  private static Map<String, @Nullable Object> details(SinkStatus status) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    String sinkFailure = status.sinkFailure();
    String kafkaFailure = status.kafkaFailure();
    details.put("sink", sinkFailure == null ? "UP" : sinkFailure);
    details.put("kafka", kafkaFailure == null ? "READING" : kafkaFailure);
    details.put("lag", status.lag());
    details.put("open", status.open());
    return details;
  }
}
