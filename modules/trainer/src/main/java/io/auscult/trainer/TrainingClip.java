/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A labelled clip of one machine.
 *
 * @param machineId the machine, such as {@code fan/id_00}
 * @param type what kind of machine it is, such as {@code fan}
 * @param name tells the clip from the machine's others of the same condition
 * @param condition whether the machine is healthy
 * @param part what the dataset means it for
 * @param audio the sound
 * @param sensorId the one sensor that heard it; null if its channels are the machine's sensors
 */
public record TrainingClip(
    String machineId,
    String type,
    String name,
    Condition condition,
    Part part,
    ClipAudio audio,
    @Nullable String sensorId) {

  /** A clip whose channels are the machine's sensors. */
  public TrainingClip(
      String machineId, String type, String name, Condition condition, Part part, ClipAudio audio) {
    this(machineId, type, name, condition, part, audio, null);
  }

  /** A clip of which nobody said what it is for. */
  public TrainingClip(
      String machineId, String type, String name, Condition condition, ClipAudio audio) {
    this(machineId, type, name, condition, Part.UNSPECIFIED, audio);
  }

  /** Whether it may be trained on: normal sound that is not meant for a test. */
  boolean isForTraining() {
    return condition == Condition.NORMAL && part != Part.TEST;
  }

  /** The clip in words. They stay the same wherever its file lies. */
  String describe() {
    return machineId + " " + condition.name().toLowerCase(Locale.ROOT) + " " + name;
  }

  /** Where a person finds the clip, for messages: its file, or the clip in words. */
  String source() {
    return audio.file().map(Object::toString).orElseGet(this::describe);
  }
}
