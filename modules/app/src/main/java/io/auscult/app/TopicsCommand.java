/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.KafkaOptions;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult topics}. */
@Command(
    name = "topics",
    description = "Creates and checks the topics.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    footer = {"", "Example:", "  auscult topics create --bootstrap-servers localhost:9092"})
final class TopicsCommand {

  @Command(
      name = "create",
      description = "Creates the topics that do not exist yet.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult topics create --partitions 12 --replication-factor 3"})
  int create(
      @Mixin KafkaOptions kafka,
      @Option(
              names = "--partitions",
              defaultValue = "6",
              description =
                  "Of audio and everything that goes with it (default: ${DEFAULT-VALUE}).")
          int partitions,
      @Option(
              names = "--replication-factor",
              defaultValue = "-1",
              description =
                  "Copies of each partition; -1: the brokers' default (default: ${DEFAULT-VALUE}).")
          short replicationFactor,
      @Option(
              names = "--audio-topic",
              paramLabel = "TOPIC",
              description =
                  "A topic for the sound of a site of its own, beside auscult.audio and like it.")
          @Nullable String audioTopic)
      throws Exception {
    List<TopicDefinition<?>> topics = new ArrayList<>(Topics.all());
    if (audioTopic != null) {
      topics.add(Topics.AUDIO.named(audioTopic));
    }
    try (TopicAdmin admin = kafka.admin()) {
      TopicAdmin.Outcome outcome =
          admin.create(new TopicLayout(partitions, replicationFactor), topics);
      outcome.created().forEach(topic -> System.out.println("created " + topic));
      outcome.existing().forEach(topic -> System.out.println("exists  " + topic));
    }
    return 0;
  }

  @Command(
      name = "check",
      description = "Says where the topics differ from what Auscult needs.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult topics check"})
  int check(@Mixin KafkaOptions kafka) throws Exception {
    try (TopicAdmin admin = kafka.admin()) {
      List<String> differences = admin.check();
      differences.forEach(System.out::println);
      if (differences.isEmpty()) {
        System.out.println("all topics are as they should be");
      }
      return differences.isEmpty() ? 0 : 1;
    }
  }
}
