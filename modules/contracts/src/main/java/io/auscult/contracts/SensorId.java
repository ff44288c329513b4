/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.util.List;
import java.util.stream.IntStream;

/**
 * What the sensors of a machine are called where nobody names them: the machine's id if it has one,
 * {@code <machine>.ch<n>} for channel <i>n</i> (from 1) of several. Gateways and trainers agree on
 * it, so that a model knows whose microphone it hears.
 */
public final class SensorId {

  private SensorId() {}

  /**
   * The sensor of a channel.
   *
   * @param channel from 0
   * @param channels how many the source has
   */
  public static String of(String machineId, int channel, int channels) {
    return channels == 1 ? machineId : machineId + ".ch" + (channel + 1);
  }

  /** The sensors of all channels, in their order. */
  public static List<String> all(String machineId, int channels) {
    return IntStream.range(0, channels).mapToObj(c -> of(machineId, c, channels)).toList();
  }
}
