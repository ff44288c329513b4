/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import io.auscult.contracts.Refusal;
import io.auscult.gateway.settings.KafkaSettings;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/** Kafka does not take a record; the message is one line that names the setting to look at. */
public final class DeliveryFailedException extends Exception {

  private DeliveryFailedException(String message, Throwable cause) {
    super(message, cause);
  }

  static DeliveryFailedException connecting(Exception cause) {
    return new DeliveryFailedException(String.valueOf(cause.getMessage()), cause);
  }

  /**
   * @param topicSetting what the topic is set with
   */
  static DeliveryFailedException sending(
      Exception cause, String topic, String topicSetting, KafkaSettings kafka) {
    return new DeliveryFailedException(explain(cause, topic, topicSetting, kafka), cause);
  }

  private static String explain(
      Exception cause, String topic, String topicSetting, KafkaSettings kafka) {
    String servers = kafka.settings().get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG);
    String said = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
    if (cause instanceof RecordTooLargeException) {
      return said.contains(ProducerConfig.MAX_REQUEST_SIZE_CONFIG)
          ? "A chunk for %s is too large: raise kafka.max.request.size, or set publish.encoding: FLAC (%s)"
              .formatted(topic, said)
          : "Kafka takes no chunk of that size on %s: raise the topic's max.message.bytes, or set publish.encoding: FLAC (%s)"
              .formatted(topic, said);
    }
    if (cause instanceof AuthorizationException) {
      return "Kafka does not let this gateway write to %s (%s): give the user of kafka.sasl.* or kafka.ssl.* WRITE on it (%s)"
          .formatted(topic, topicSetting, said);
    }
    if (cause instanceof AuthenticationException) {
      return "Kafka at %s does not know this gateway: check kafka.security.protocol, kafka.sasl.* and kafka.ssl.* (%s)"
          .formatted(servers, Refusal.explain(cause, "WRITE", "of this gateway").orElse(said));
    }
    if (cause instanceof TimeoutException) {
      return "Kafka at %s (kafka.bootstrap.servers) does not take %s: %s"
          .formatted(servers, topic, said);
    }
    return "Cannot deliver to %s: %s".formatted(topic, said);
  }
}
