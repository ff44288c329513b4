/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.auscult.sandbox.EmbeddedKafka;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicAdminIT {

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;

  private Admin admin;
  private TopicAdmin topics;

  @BeforeAll
  static void startKafka() throws Exception {
    kafka = EmbeddedKafka.start(folder);
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @BeforeEach
  void connect() throws Exception {
    Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
    admin = Admin.create(settings);
    topics = TopicAdmin.connect(settings, Duration.ofSeconds(30));
  }

  @AfterEach
  void deleteTopics() throws Exception {
    Set<String> names = admin.listTopics().names().get();
    admin.deleteTopics(names).all().get();
    await().until(() -> admin.listTopics().names().get().isEmpty());
    admin.close();
    topics.close();
  }

  @Test
  void shouldCreateEveryTopicAsDefined() throws Exception {
    // When
    TopicAdmin.Outcome outcome = topics.create(TopicLayout.standard());

    // Then
    assertThat(outcome.created())
        .containsExactlyElementsOf(Topics.all().stream().map(TopicDefinition::name).toList());
    assertThat(outcome.existing()).isEmpty();
    assertThat(topics.check()).isEmpty();
    assertThat(partitions("auscult.audio")).isEqualTo(6);
    assertThat(partitions("auscult.models")).isEqualTo(1);
  }

  @Test
  void shouldCreateOnlyWhatIsMissing() throws Exception {
    // Given
    admin.createTopics(List.of(new NewTopic("auscult.audio", 2, (short) 1))).all().get();
    await().until(() -> admin.listTopics().names().get().contains("auscult.audio"));

    // When
    TopicAdmin.Outcome outcome = topics.create(new TopicLayout(2, (short) 1));

    // Then
    assertThat(outcome.existing()).containsExactly("auscult.audio");
    assertThat(outcome.created()).hasSize(Topics.all().size() - 1).doesNotContain("auscult.audio");
    assertThat(partitions("auscult.scores")).isEqualTo(2);
    assertThat(partitions("auscult.models")).isEqualTo(1);
  }

  @Test
  void shouldNameEveryMissingTopic() throws Exception {
    assertThat(topics.check())
        .hasSize(Topics.all().size())
        .contains("auscult.audio is missing: run `auscult topics create`");
  }

  @Test
  void shouldNameEveryDifferenceInALine() throws Exception {
    // Given
    topics.create(new TopicLayout(2, (short) 1));
    admin.createPartitions(Map.of("auscult.scores", NewPartitions.increaseTo(3))).all().get();
    admin.createPartitions(Map.of("auscult.models", NewPartitions.increaseTo(2))).all().get();
    admin.createPartitions(Map.of("auscult.labels", NewPartitions.increaseTo(5))).all().get();
    alter("auscult.audio", "message.timestamp.type", "CreateTime");
    alter("auscult.machines", "cleanup.policy", "delete");

    await().until(() -> partitions("auscult.labels") == 5);

    // When
    await().until(() -> topics.check().size() >= 4);
    List<String> differences = topics.check();

    // Then
    assertThat(differences)
        .containsExactly(
            "auscult.audio has message.timestamp.type=CreateTime instead of LogAppendTime",
            "auscult.scores has 3 partitions and auscult.audio has 2: both are keyed by machine and must have as many",
            "auscult.machines has cleanup.policy=delete instead of compact",
            "auscult.models has 2 partitions and must have one: delete it and run `auscult topics create`");
  }

  @Test
  void shouldSayWhyKafkaRefuses() throws Exception {
    // When
    Throwable thrown = catchThrowable(() -> topics.create(new TopicLayout(1, (short) 3)));

    // Then
    assertThat(thrown)
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageStartingWith(
            "Kafka at %s refused to create auscult.audio: ".formatted(kafka.bootstrapServers()))
        .hasMessageContaining("replication");
  }

  @Test
  void shouldSayInOneLineThatNoBrokerAnswers() throws Exception {
    // Given
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + port);
    try (TopicAdmin nobody = TopicAdmin.connect(settings, Duration.ofSeconds(1))) {

      // When
      Throwable created = catchThrowable(() -> nobody.create(TopicLayout.standard()));
      Throwable checked = catchThrowable(nobody::check);

      // Then
      String message =
          "No Kafka broker answered at 127.0.0.1:%d within 1 s: is bootstrap.servers right, and does Kafka run?"
              .formatted(port);
      assertThat(created).isInstanceOf(BrokerUnavailableException.class).hasMessage(message);
      assertThat(checked).isInstanceOf(BrokerUnavailableException.class).hasMessage(message);
    }
  }

  @Test
  void shouldSayInOneLineThatTheAddressIsNone() {
    // When
    Throwable thrown =
        catchThrowable(
            () ->
                TopicAdmin.connect(Map.of("bootstrap.servers", "nonsense"), Duration.ofSeconds(1)));

    // Then
    assertThat(thrown)
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageContaining("bootstrap.servers=nonsense");
    assertThat(thrown.getMessage()).doesNotContain("\n");
  }

  private int partitions(String topic) throws Exception {
    TopicDescription description =
        admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
    return description.partitions().size();
  }

  private void alter(String topic, String setting, String value) throws Exception {
    admin
        .incrementalAlterConfigs(
            Map.of(
                new ConfigResource(ConfigResource.Type.TOPIC, topic),
                List.of(new AlterConfigOp(new ConfigEntry(setting, value), OpType.SET))))
        .all()
        .get();
  }
}
