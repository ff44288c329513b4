/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import static org.apache.kafka.clients.producer.ProducerConfig.ACKS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BATCH_SIZE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.BUFFER_MEMORY_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.COMPRESSION_TYPE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_BLOCK_MS_CONFIG;
import static org.apache.kafka.clients.producer.ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import io.auscult.gateway.settings.KafkaSettings;
import io.auscult.gateway.settings.PublishSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Connects to the brokers that the settings name. */
public final class KafkaConnection {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  /** What may be set otherwise. */
  private static final Map<String, Object> DEFAULTS =
      Map.of(
          COMPRESSION_TYPE_CONFIG,
          "zstd",
          BATCH_SIZE_CONFIG,
          256 * 1024,
          // Sixteen microphones have a heap of 128 MB for everything.
          BUFFER_MEMORY_CONFIG,
          8L * 1024 * 1024,
          DELIVERY_TIMEOUT_MS_CONFIG,
          Math.toIntExact(Duration.ofMinutes(1).toMillis()),
          MAX_BLOCK_MS_CONFIG,
          Math.toIntExact(ANSWER_WITHIN.toMillis()));

  private final KafkaSettings kafka;
  private final PublishSettings publish;
  private final String clientId;

  /**
   * @param clientId the gateway's name
   */
  public KafkaConnection(KafkaSettings kafka, PublishSettings publish, String clientId) {
    this.kafka = kafka;
    this.publish = publish;
    this.clientId = clientId;
  }

  /**
   * Makes sure that a broker answers and that the topics are there.
   *
   * @throws DeliveryFailedException if not; a topic that is missing is not created by the way, with
   *     the wrong number of partitions
   */
  public void check() throws DeliveryFailedException, InterruptedException {
    Map<String, String> topics = new LinkedHashMap<>();
    topics.put(publish.audioTopic(), "publish.audioTopic");
    topics.put(publish.healthTopic(), "publish.healthTopic");
    try (TopicAdmin admin = TopicAdmin.connect(kafka.forClient(clientId), ANSWER_WITHIN)) {
      for (Map.Entry<String, String> topic : topics.entrySet()) {
        check(admin, topic.getKey(), topic.getValue());
      }
    } catch (BrokerUnavailableException e) {
      throw DeliveryFailedException.connecting(e);
    }
  }

  private void check(TopicAdmin admin, String topic, String setting)
      throws DeliveryFailedException, BrokerUnavailableException, InterruptedException {
    try {
      admin.require(topic);
    } catch (BrokerUnavailableException e) {
      if (e.getCause() instanceof AuthenticationException refused) {
        throw failed(refused, topic, setting);
      }
      if (e.getCause() instanceof AuthorizationException refused) {
        throw failed(refused, topic, setting);
      }
      throw e;
    }
  }

  DeliveryFailedException failed(Exception cause, String topic, String setting) {
    return DeliveryFailedException.sending(cause, topic, setting, kafka);
  }

  /** A producer of whole records. */
  Producer<String, byte[]> open() throws DeliveryFailedException, InterruptedException {
    check();
    Map<String, Object> settings = new HashMap<>(DEFAULTS);
    settings.putAll(kafka.forClient(clientId));
    settings.put(ACKS_CONFIG, "all");
    settings.put(ENABLE_IDEMPOTENCE_CONFIG, true);
    // A broker that has just become leader takes any first sequence of a producer it does not know.
    // With several requests in flight a later chunk can get in before an earlier one.
    settings.put(MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    try {
      return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    } catch (KafkaException e) {
      throw DeliveryFailedException.connecting(e);
    }
  }
}
