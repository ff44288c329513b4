/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.DurationConverter;
import io.auscult.cli.KafkaOptions;
import io.auscult.trainer.plant.Retraining;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to learn from what a plant kept of its own sound. */
final class PlantOptions {

  /** What makes no sense without {@code --from-kafka}. */
  static final List<String> NAMES =
      List.of(
          "--since",
          "--minutes-per-machine",
          "--warm-start",
          "--no-publish",
          "--by",
          "--watch",
          "--every");

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "30d",
      description =
          "With --from-kafka: what was captured in so much time until now (default: ${DEFAULT-VALUE}).")
  private Duration since = Duration.ofDays(30);

  @Option(
      names = "--minutes-per-machine",
      paramLabel = "N",
      defaultValue = "60",
      description =
          "With --from-kafka: at most so much sound of each machine, spread over that time (default: ${DEFAULT-VALUE}).")
  private int minutesPerMachine = 60;

  @Option(
      names = "--warm-start",
      description =
          "With --from-kafka: begin with the champion's weights, and train a third of the epochs unless --epochs says otherwise.")
  private boolean warmStart;

  @Option(
      names = "--no-publish",
      description = "With --from-kafka: do not publish the model as challenger.")
  private boolean noPublish;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "With --from-kafka: who publishes, for the record (default: ${DEFAULT-VALUE}).")
  private String by = "";

  @Option(
      names = "--watch",
      description =
          "With --from-kafka: go on for ever; train or recalibrate whenever a machine has drifted, a new one has been"
              + " listened to, or the latest release is old. One works at a time, however many watch.")
  private boolean watch;

  @Option(
      names = "--every",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "7d",
      description =
          "With --watch: the age of the latest release at which to train anyway (default: ${DEFAULT-VALUE}).")
  private Duration every = Duration.ofDays(7);

  boolean watches() {
    return watch;
  }

  boolean publishes() {
    return !noPublish;
  }

  Duration every() {
    return every;
  }

  String by() {
    return by;
  }

  Map<String, Object> clientSettings() {
    return kafka.clientSettings();
  }

  /**
   * What was ordered.
   *
   * @throws IllegalArgumentException if a value makes no sense
   */
  Retraining.Order order(RecipeOptions recipe, double falseAlarmsPerWeek) {
    if (minutesPerMachine < 1) {
      throw new IllegalArgumentException(
          "--minutes-per-machine must be at least 1, is " + minutesPerMachine);
    }
    return new Retraining.Order(
        Instant.now().minus(since),
        Duration.ofMinutes(minutesPerMachine),
        recipe.recipe(warmStart),
        recipe.seed(),
        falseAlarmsPerWeek,
        warmStart,
        noPublish ? null : by);
  }
}
