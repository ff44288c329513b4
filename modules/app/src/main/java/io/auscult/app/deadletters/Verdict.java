/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.deadletters;

import static io.auscult.contracts.Topics.AUDIO;

import io.auscult.cli.OneLine;
import io.auscult.contracts.AudioChunk;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Whether a dead letter goes back to its topic.
 *
 * @param send whether
 * @param why one line for a person
 */
record Verdict(boolean send, String why) {

  /**
   * Judges.
   *
   * @param named the user named this very letter, instead of choosing many
   * @param force undecodable letters go back, too
   * @param chunks reads what can be decoded
   */
  static Verdict of(
      DeadLetter letter, boolean named, boolean force, Deserializer<AudioChunk> chunks) {
    String topic = letter.topic();
    if (!AUDIO.name().equals(topic)) {
      return new Verdict(
          false,
          topic == null
              ? "its headers do not say where it came from"
              : OneLine.of("it came from %s, not from %s".formatted(topic, AUDIO.name())));
    }
    String earlier = letter.replayedFrom();
    if (earlier != null && !named) {
      return new Verdict(
          false,
          OneLine.of("replayed from %s, it died again; name it to send it".formatted(earlier)));
    }
    String fault = fault(letter.value(), chunks);
    if (fault == null) {
      return new Verdict(true, "it can be decoded");
    }
    return new Verdict(force, OneLine.of("it cannot be decoded: " + fault));
  }

  private static @Nullable String fault(byte @Nullable [] value, Deserializer<AudioChunk> chunks) {
    if (value == null) {
      return "it has no value";
    }
    try {
      chunks.deserialize(AUDIO.name(), value);
      return null;
    } catch (SerializationException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
