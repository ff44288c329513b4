/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.pipeline.state.SensorKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/**
 * The windows that wait to be scored, in the order in which they were completed. It holds nothing
 * that the stores do not say, so it is never saved.
 */
final class WaitingWindows {

  private final Queue<SensorKey> queue = new ArrayDeque<>();
  private final Map<SensorKey, Integer> bySensor = new HashMap<>();

  /** So many windows of a sensor are complete, those that wait already among them. */
  void complete(SensorKey sensor, int windows) {
    for (int i = bySensor.getOrDefault(sensor, 0); i < windows; i++) {
      queue.add(sensor);
      bySensor.merge(sensor, 1, Integer::sum);
    }
  }

  /** Whether a window of the sensor waits. */
  boolean holds(SensorKey sensor) {
    return bySensor.containsKey(sensor);
  }

  int size() {
    return queue.size();
  }

  /** Takes the first ones, each named by its sensor. */
  List<SensorKey> take(int most) {
    List<SensorKey> first = new ArrayList<>();
    while (first.size() < most && !queue.isEmpty()) {
      SensorKey sensor = queue.remove();
      bySensor.computeIfPresent(sensor, (key, count) -> count == 1 ? null : count - 1);
      first.add(sensor);
    }
    return first;
  }

  void clear() {
    queue.clear();
    bySensor.clear();
  }
}
