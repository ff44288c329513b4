/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static java.util.Objects.requireNonNull;
import static org.apache.kafka.clients.CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG;

import io.auscult.contracts.TopicDefinition.Partitioning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Creates the topics of Auscult and checks them against their definitions. */
public final class TopicAdmin implements AutoCloseable {

  private static final long VISIBLE_POLL_MILLIS = 20;
  private static final String DESCRIBE = "DESCRIBE";

  private final Admin admin;
  private final String bootstrapServers;
  private final Duration atMost;

  private TopicAdmin(Admin admin, String bootstrapServers, Duration atMost) {
    this.admin = admin;
    this.bootstrapServers = bootstrapServers;
    this.atMost = atMost;
  }

  /**
   * Prepares to talk to a cluster; nothing is sent yet.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long one call may take
   * @throws BrokerUnavailableException if the settings are unusable, for example because no host in
   *     {@code bootstrap.servers} can be resolved
   */
  public static TopicAdmin connect(Map<String, ?> clientSettings, Duration atMost)
      throws BrokerUnavailableException {
    String bootstrapServers = String.valueOf(clientSettings.get(BOOTSTRAP_SERVERS_CONFIG));
    Map<String, Object> settings = new HashMap<>(clientSettings);
    settings.put(DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(atMost.toMillis()));
    settings.put(REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(atMost.toMillis()));
    try {
      return new TopicAdmin(Admin.create(settings), bootstrapServers, atMost);
    } catch (KafkaException e) {
      throw new BrokerUnavailableException(
          "Cannot use bootstrap.servers=%s: %s".formatted(bootstrapServers, rootMessage(e)), e);
    }
  }

  /**
   * What {@link #create} did.
   *
   * @param created names of the topics that were missing and are there now
   * @param existing names of the topics that were there before, whatever their settings
   */
  public record Outcome(List<String> created, List<String> existing) {}

  /**
   * Creates the topics that are missing and waits until the brokers know them; leaves the others as
   * they are.
   */
  public Outcome create(TopicLayout layout)
      throws BrokerUnavailableException, InterruptedException {
    return create(layout, Topics.all());
  }

  /** As above, but these topics. */
  public Outcome create(TopicLayout layout, List<? extends TopicDefinition<?>> topics)
      throws BrokerUnavailableException, InterruptedException {
    Set<String> present = call("list the topics", DESCRIBE, admin.listTopics().names());
    List<NewTopic> missing =
        topics.stream()
            .filter(topic -> !present.contains(topic.name()))
            .map(topic -> newTopic(topic, layout))
            .toList();
    List<String> created = new ArrayList<>();
    List<String> existing =
        new ArrayList<>(
            topics.stream().map(TopicDefinition::name).filter(present::contains).toList());
    Map<String, KafkaFuture<Void>> results = admin.createTopics(missing).values();
    for (NewTopic topic : missing) {
      KafkaFuture<Void> result = results.get(topic.name());
      boolean isNew = result != null && createdNow(topic.name(), result);
      (isNew ? created : existing).add(topic.name());
    }
    awaitVisible(created);
    return new Outcome(List.copyOf(created), List.copyOf(existing));
  }

  /**
   * The controller says "created" before the brokers know it; Kafka Streams, for one, does not wait
   * for a source topic that a broker does not know.
   */
  private void awaitVisible(List<String> names)
      throws BrokerUnavailableException, InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!call("list the topics", DESCRIBE, admin.listTopics().names()).containsAll(names)) {
      if (System.nanoTime() - deadline > 0) {
        throw new BrokerUnavailableException(
            "Kafka at %s created the topics but does not show them after %s s"
                .formatted(bootstrapServers, seconds(atMost)),
            null);
      }
      Thread.sleep(VISIBLE_POLL_MILLIS);
    }
  }

  private boolean createdNow(String name, KafkaFuture<Void> result)
      throws BrokerUnavailableException, InterruptedException {
    try {
      call("create " + name, "CREATE", result);
      return true;
    } catch (BrokerUnavailableException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false; // another process was quicker
      }
      throw e;
    }
  }

  private static NewTopic newTopic(TopicDefinition<?> topic, TopicLayout layout) {
    int partitions = topic.partitioning() == Partitioning.SINGLE ? 1 : layout.partitions();
    return new NewTopic(topic.name(), partitions, layout.replicationFactor())
        .configs(topic.settings());
  }

  /** How a topic that exists is laid out. */
  public TopicLayout layoutOf(TopicDefinition<?> topic)
      throws BrokerUnavailableException, InterruptedException {
    List<TopicPartitionInfo> partitions =
        requireNonNull(
                call(
                        "describe " + topic.name(),
                        DESCRIBE,
                        admin.describeTopics(List.of(topic.name())).allTopicNames())
                    .get(topic.name()))
            .partitions();
    return new TopicLayout(partitions.size(), (short) partitions.get(0).replicas().size());
  }

  /**
   * Makes sure that a broker answers and has a topic.
   *
   * @throws BrokerUnavailableException if not; the message says which
   */
  public void require(TopicDefinition<?> topic)
      throws BrokerUnavailableException, InterruptedException {
    require(topic.name());
  }

  /** As above, but a topic by its name; who may write to it or read from it may ask this. */
  public void require(String topic) throws BrokerUnavailableException, InterruptedException {
    try {
      call("describe " + topic, DESCRIBE, admin.describeTopics(List.of(topic)).allTopicNames());
    } catch (BrokerUnavailableException e) {
      throw e.getCause() instanceof UnknownTopicOrPartitionException
          ? new BrokerUnavailableException(
              "Kafka at %s has no topic %s: run `auscult topics create`"
                  .formatted(bootstrapServers, topic),
              e.getCause())
          : e;
    }
  }

  /**
   * Compares the cluster's topics with their definitions.
   *
   * @return one line for a person per difference; empty if all is as it should be
   */
  public List<String> check() throws BrokerUnavailableException, InterruptedException {
    return check(Topics.all(), true);
  }

  /**
   * As above, for who uses these topics: settings that this user may not see ({@code
   * DESCRIBE_CONFIGS}) are left to {@code auscult topics check}.
   */
  public List<String> check(Collection<? extends TopicDefinition<?>> topics)
      throws BrokerUnavailableException, InterruptedException {
    return check(topics, false);
  }

  private List<String> check(
      Collection<? extends TopicDefinition<?>> topics, boolean settingsMustBeSeen)
      throws BrokerUnavailableException, InterruptedException {
    Map<String, TopicDescription> descriptions =
        descriptions(topics.stream().map(TopicDefinition::name).toList());
    Map<String, Config> configs = configs(descriptions.keySet(), settingsMustBeSeen);

    List<String> differences = new ArrayList<>();
    for (TopicDefinition<?> topic : topics) {
      TopicDescription description = descriptions.get(topic.name());
      if (description == null) {
        differences.add(topic.name() + " is missing: run `auscult topics create`");
        continue;
      }
      checkPartitions(topic, description, descriptions.get(Topics.AUDIO.name()), differences);
      Config config = configs.get(topic.name());
      if (config != null) {
        checkSettings(topic, config, differences);
      }
    }
    return List.copyOf(differences);
  }

  /** Of the topics that exist. */
  private Map<String, TopicDescription> descriptions(List<String> names)
      throws BrokerUnavailableException, InterruptedException {
    Map<String, TopicDescription> descriptions = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> answer :
        admin.describeTopics(names).topicNameValues().entrySet()) {
      try {
        descriptions.put(
            answer.getKey(), call("describe " + answer.getKey(), DESCRIBE, answer.getValue()));
      } catch (BrokerUnavailableException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
    }
    return descriptions;
  }

  private Map<String, Config> configs(Collection<String> names, boolean mustBeSeen)
      throws BrokerUnavailableException, InterruptedException {
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<String, Config> configs = new HashMap<>();
    for (Map.Entry<ConfigResource, KafkaFuture<Config>> answer :
        admin.describeConfigs(resources).values().entrySet()) {
      String topic = answer.getKey().name();
      try {
        configs.put(
            topic, call("show the settings of " + topic, "DESCRIBE_CONFIGS", answer.getValue()));
      } catch (BrokerUnavailableException e) {
        if (mustBeSeen || !(e.getCause() instanceof TopicAuthorizationException)) {
          throw e;
        }
      }
    }
    return configs;
  }

  private static void checkPartitions(
      TopicDefinition<?> topic,
      TopicDescription description,
      @Nullable TopicDescription audio,
      List<String> differences) {
    int found = description.partitions().size();
    if (topic.partitioning() == Partitioning.SINGLE && found != 1) {
      differences.add(
          "%s has %d partitions and must have one: delete it and run `auscult topics create`"
              .formatted(topic.name(), found));
    }
    if (topic.partitioning() == Partitioning.BY_MACHINE
        && audio != null
        && found != audio.partitions().size()) {
      differences.add(
          "%s has %d partitions and %s has %d: both are keyed by machine and must have as many"
              .formatted(topic.name(), found, Topics.AUDIO.name(), audio.partitions().size()));
    }
  }

  private static void checkSettings(
      TopicDefinition<?> topic, Config config, List<String> differences) {
    new TreeMap<>(topic.settings())
        .forEach(
            (setting, expected) -> {
              ConfigEntry entry = config.get(setting);
              String found = entry == null ? null : entry.value();
              if (!expected.equals(found)) {
                differences.add(
                    "%s has %s=%s instead of %s".formatted(topic.name(), setting, found, expected));
              }
            });
  }

  /**
   * @param operation that takes, as access control lists call it
   */
  private <T> T call(String what, String operation, KafkaFuture<T> future)
      throws BrokerUnavailableException, InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String message =
          cause instanceof TimeoutException
              ? "No Kafka broker answered at %s within %s s: is bootstrap.servers right, and does Kafka run?"
                  .formatted(bootstrapServers, seconds(atMost))
              : "Kafka at %s refused to %s: %s"
                  .formatted(bootstrapServers, what, Refusal.explainOr(cause, operation));
      throw new BrokerUnavailableException(message, cause);
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? Long.toString(duration.toSeconds())
        : Double.toString(duration.toMillis() / 1000.0);
  }

  private static String rootMessage(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Lets go of the connection; what is still under way gets a second to end. */
  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
