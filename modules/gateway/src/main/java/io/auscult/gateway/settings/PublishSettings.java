/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static io.auscult.gateway.settings.Checks.require;

import io.auscult.cli.YamlSection;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import java.util.regex.Pattern;

/**
 * How sound gets to Kafka.
 *
 * @param audioTopic of the sound
 * @param healthTopic of what the gateway finds wrong with sources and sensors
 * @param encoding of the samples in a chunk: {@code PCM_S16LE} or {@code FLAC}
 * @param replaySpeed a backlog is published at most so many times faster than it was captured; over
 *     1, or it would never end
 */
public record PublishSettings(
    String audioTopic, String healthTopic, AudioEncoding encoding, double replaySpeed) {

  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

  public PublishSettings {
    requireTopic("audioTopic", audioTopic);
    requireTopic("healthTopic", healthTopic);
    require(
        !audioTopic.equals(healthTopic),
        "healthTopic is the audioTopic, %s: each needs its own".formatted(audioTopic));
    require(encoding != AudioEncoding.UNKNOWN, "encoding must be PCM_S16LE or FLAC");
    require(
        replaySpeed > 1 && Double.isFinite(replaySpeed),
        "replaySpeed must be over 1, is %s".formatted(replaySpeed));
  }

  private static void requireTopic(String name, String topic) {
    require(
        TOPIC.matcher(topic).matches() && !topic.equals(".") && !topic.equals(".."),
        "%s '%s' is no name of a topic: letters, digits, '.', '_' and '-', at most 249"
            .formatted(name, topic));
  }

  /** What holds where nothing is said. */
  public static PublishSettings standard() {
    return new PublishSettings(
        Topics.AUDIO.name(), Topics.HEALTH.name(), AudioEncoding.PCM_S16LE, 60);
  }

  static PublishSettings read(YamlSection yaml) {
    yaml.only("audioTopic", "healthTopic", "encoding", "replaySpeed");
    PublishSettings standard = standard();
    return yaml.make(
        () ->
            new PublishSettings(
                yaml.text("audioTopic", standard.audioTopic()),
                yaml.text("healthTopic", standard.healthTopic()),
                yaml.choice("encoding", standard.encoding()),
                yaml.number("replaySpeed", standard.replaySpeed())));
  }
}
