/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.sandbox.EmbeddedKafka;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker. */
class LogEndsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PERIOD = Duration.ofMillis(100);
  private static final Duration MAX_AGE = Duration.ofSeconds(2);

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;
  private final Warnings warnings = new Warnings();

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder);
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
    publish(0, 3);
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @BeforeEach
  void listen() {
    warnings.listen();
  }

  @AfterEach
  void listenNoMore() {
    warnings.close();
  }

  @Test
  void shouldKnowTheEndOfEveryPartition() throws Exception {
    publish(2, 1);

    try (LogEnds ends = LogEnds.start(client(), Topics.AUDIO.name(), PERIOD, PATIENCE)) {
      await().atMost(PATIENCE).until(() -> ends.endOffset(5).isPresent());

      assertThat(ends.endOffset(0)).hasValue(3);
      assertThat(ends.endOffset(1)).hasValue(0);
      assertThat(ends.endOffset(2)).hasValue(1);
      assertThat(ends.endOffset(6)).isEmpty();

      publish(1, 2);
      await().atMost(PATIENCE).until(() -> ends.endOffset(1).equals(OptionalLong.of(2)));
    }
  }

  @Test
  void shouldForgetTheEndsWhileNoBrokerAnswersAndSaySoOnce() throws Exception {
    try (LogEnds ends = LogEnds.start(client(), Topics.AUDIO.name(), PERIOD, MAX_AGE)) {
      await().atMost(PATIENCE).until(() -> ends.endOffset(0).isPresent());
      int port = URI.create("kafka://" + kafka.bootstrapServers()).getPort();

      kafka.close();
      await().atMost(PATIENCE).until(() -> ends.endOffset(0).isEmpty());
      await().atMost(PATIENCE).until(() -> !warnings.lines.isEmpty());
      await().during(MAX_AGE.multipliedBy(2)).until(() -> ends.endOffset(0).isEmpty());

      kafka = EmbeddedKafka.start(folder, port);
      await().atMost(PATIENCE).until(() -> ends.endOffset(0).equals(OptionalLong.of(3)));
    }

    assertThat(warnings.lines)
        .singleElement()
        .asString()
        .contains("auscult.audio", kafka.bootstrapServers())
        .hasLineCount(1);
  }

  @Test
  void shouldEndItsThreadWhenClosed() throws Exception {
    LogEnds ends = LogEnds.start(client(), Topics.AUDIO.name(), PERIOD, PATIENCE);
    await().atMost(PATIENCE).until(() -> ends.endOffset(0).isPresent());
    assertThat(threads("log-ends")).hasSize(1);

    ends.close();
    ends.close();

    assertThat(threads("log-ends")).isEmpty();
    assertThat(warnings.lines).isEmpty();
  }

  @Test
  void shouldRefuseAnAddressThatCannotBeUsed() {
    Map<String, Object> nowhere =
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, "not an address");

    assertThatThrownBy(() -> LogEnds.start(nowhere, Topics.AUDIO.name()))
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageContaining("bootstrap.servers=not an address");
  }

  private static Map<String, Object> client() {
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
  }

  private static void publish(int partition, int chunks) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client(), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < chunks; i++) {
        producer
            .send(new ProducerRecord<>(Topics.AUDIO.name(), partition, null, new byte[10]))
            .get();
      }
    }
  }

  private static List<Thread> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(name))
        .toList();
  }

  /** What {@link LogEnds} warns of. */
  private static final class Warnings extends AbstractAppender {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LogManager.getLogger(LogEnds.class);

    Warnings() {
      super("warnings", null, null, true, Property.EMPTY_ARRAY);
    }

    void listen() {
      start();
      logger.setLevel(Level.WARN);
      logger.addAppender(this);
    }

    @Override
    public void append(LogEvent event) {
      lines.add(event.getMessage().getFormattedMessage());
    }

    void close() {
      logger.removeAppender(this);
      stop();
    }
  }
}
