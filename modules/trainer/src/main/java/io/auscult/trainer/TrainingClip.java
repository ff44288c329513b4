/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.Locale;

/**
 * A labelled clip of one machine.
 *
 * @param machineId the machine, such as {@code fan/id_00}
 * @param type what kind of machine it is, such as {@code fan}
 * @param name tells the clip from the machine's others of the same condition
 * @param condition whether the machine is healthy
 * @param audio the sound
 */
public record TrainingClip(
    String machineId, String type, String name, Condition condition, ClipAudio audio) {

  /** The clip in words, for messages. */
  String describe() {
    return machineId + " " + condition.name().toLowerCase(Locale.ROOT) + " " + name;
  }
}
