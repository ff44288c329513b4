/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import io.auscult.console.state.Fleet;
import io.auscult.console.state.TopicFollower;
import io.auscult.operations.Probe;
import io.auscult.operations.Probes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Live while it follows the topics; ready once the tiles are there and Kafka answers. */
final class ConsoleProbes implements Probes {

  private final Fleet fleet;
  private final TopicFollower follower;

  ConsoleProbes(Fleet fleet, TopicFollower follower) {
    this.fleet = fleet;
    this.follower = follower;
  }

  @Override
  public Probe live() {
    return new Probe(follower.isAlive() ? null : "it no longer follows the topics", Map.of());
  }

  @Override
  public Probe ready() {
    Map<String, @Nullable Object> details = new HashMap<>();
    details.put("machines", fleet.machines().size());
    String trouble = follower.trouble();
    return new Probe(
        trouble != null || fleet.isReady() ? trouble : "the tiles are being read", details);
  }
}
