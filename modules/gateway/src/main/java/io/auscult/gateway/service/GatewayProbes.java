/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import io.auscult.gateway.capture.SourceState;
import io.auscult.gateway.spool.SpoolDepth;
import io.auscult.operations.Probe;
import io.auscult.operations.Probes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a gateway is live and ready. Both tell the state of each source, what waits in the spool
 * and, as {@code kafka}, why nothing is published at present, or {@code PUBLISHING}.
 */
record GatewayProbes(GatewayStatus status, Supplier<SpoolDepth> depth) implements Probes {

  /** Live while it runs: it goes on after whatever happens to microphones, disk and network. */
  @Override
  public Probe live() {
    return new Probe(null, details());
  }

  /**
   * Ready if every sound is heard and kept. Kafka may be away: sound is kept for that very case.
   */
  @Override
  public Probe ready() {
    return new Probe(why(), details());
  }

  private @Nullable String why() {
    String silent =
        status.sources().entrySet().stream()
            .filter(source -> source.getValue() != SourceState.HEALTHY)
            .map(source -> source.getKey() + " is " + source.getValue())
            .collect(Collectors.joining(", "));
    if (!silent.isEmpty()) {
      return "no sound comes: " + silent;
    }
    return status.isLosing() ? "the spool has no room: sound is given up" : null;
  }

  private Map<String, @Nullable Object> details() {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    Map<String, String> sources = new LinkedHashMap<>();
    status
        .sources()
        .forEach(
            (source, state) ->
                sources.put(source, status.hasEnded(source) ? "ENDED" : state.name()));
    details.put("sources", sources);
    String failure = status.kafkaFailure();
    details.put("kafka", failure == null ? "PUBLISHING" : failure);
    SpoolDepth waiting = depth.get();
    details.put("spoolBytes", waiting.bytes());
    details.put("spoolSeconds", waiting.sound().toMillis() / 1000.0);
    return details;
  }
}
