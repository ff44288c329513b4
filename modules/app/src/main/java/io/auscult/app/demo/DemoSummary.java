/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a demo went.
 *
 * @param chunks published
 * @param windows scored
 * @param opened anomalies
 * @param closed anomalies
 * @param missed broken machines without an anomaly
 * @param falseAlarms anomalies on healthy sound
 * @param latencyMsP50 median latency, from the capture of the last sample of the chunk that
 *     completes a window to its score being readable; null without scores
 * @param latencyMsP99 99th percentile of the same
 * @param machines in the plant
 * @param broken machines
 * @param missedMachines which
 * @param falseAlarmMachines which
 * @param seed of the streamed sound; null for recorded sound
 * @param modelVersion that listened
 */
record DemoSummary(
    long chunks,
    long windows,
    int opened,
    int closed,
    int missed,
    int falseAlarms,
    @Nullable Double latencyMsP50,
    @Nullable Double latencyMsP99,
    int machines,
    int broken,
    Set<String> missedMachines,
    List<String> falseAlarmMachines,
    @Nullable Long seed,
    String modelVersion) {

  /** Whether every broken machine was found and no healthy one was taken for broken. */
  @JsonIgnore
  boolean isFlawless() {
    return missed == 0 && falseAlarms == 0 && opened > 0;
  }

  /** For people. */
  String text() {
    return """
        %d machines, %d of them broken at some time; %d chunks, %d windows scored
        anomalies: %d opened, %d closed, %d false alarms %s; broken machines missed: %d %s
        latency from capture to score: median %s, 99th percentile %s"""
        .formatted(
            machines,
            broken,
            chunks,
            windows,
            opened,
            closed,
            falseAlarms,
            falseAlarmMachines,
            missed,
            missedMachines,
            milliseconds(latencyMsP50),
            milliseconds(latencyMsP99));
  }

  private static String milliseconds(@Nullable Double value) {
    return value == null ? "unknown" : "%.0f ms".formatted(value);
  }
}
