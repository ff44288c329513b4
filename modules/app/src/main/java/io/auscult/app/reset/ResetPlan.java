/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.reset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a reset does.
 *
 * @param applicationId of the pipeline
 * @param startingPoint as the user gave it
 * @param moves from where to where, by partition of {@code auscult.audio}
 * @param changelogs the topics to delete
 * @param stateFolder the local folder to delete; null if there is none or it was not asked for
 */
record ResetPlan(
    String applicationId,
    String audioTopic,
    String startingPoint,
    SortedMap<Integer, Move> moves,
    SortedSet<String> changelogs,
    @Nullable Path stateFolder) {

  /**
   * Where a pipeline reads on in a partition.
   *
   * @param from the committed offset; null if there is none
   * @param to the offset to commit
   */
  record Move(@Nullable Long from, long to) {}

  /** Whether no trace of such a pipeline was found: its name is wrong, or it never ran. */
  boolean isOfNobody() {
    return changelogs.isEmpty()
        && stateFolder == null
        && moves.values().stream().allMatch(move -> move.from() == null);
  }

  /** One line for each thing that is done. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    moves.forEach(
        (partition, move) ->
            lines.add(
                "read %s %d from offset %d (%s)%s"
                    .formatted(
                        audioTopic,
                        partition,
                        move.to(),
                        startingPoint,
                        move.from() == null ? "" : ", not from " + move.from())));
    changelogs.forEach(topic -> lines.add("delete the topic " + topic));
    if (stateFolder != null) {
      lines.add("delete the folder " + stateFolder);
    }
    return lines;
  }
}
