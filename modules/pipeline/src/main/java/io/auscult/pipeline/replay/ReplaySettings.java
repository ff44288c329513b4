/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.replay;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * What to replay and how.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param run names the topics that the results go to, see {@link RunTopics}
 * @param applicationId of the replay's own consumer group and internal topics; not that of a
 *     pipeline that runs
 * @param from first capture time of the sound
 * @param to first capture time after it
 * @param threads stream threads
 * @param stateFolder for local state
 * @param replace whether the results of an earlier run of that name are deleted first
 * @param keep whether consumer group and internal topics are left when it ends
 * @param kafka further Kafka settings
 */
public record ReplaySettings(
    String bootstrapServers,
    String run,
    String applicationId,
    Instant from,
    Instant to,
    int threads,
    Path stateFolder,
    boolean replace,
    boolean keep,
    Map<String, String> kafka) {

  public ReplaySettings {
    kafka = Map.copyOf(kafka);
  }
}
