/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {

  private static final String JAAS =
      "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"g\""
          + " password=\"hunter2\";";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sasl.jaas.config",
        "ssl.key.password",
        "ssl.keystore.password",
        "ssl.keystore.key",
        "ssl.truststore.password"
      })
  void shouldTakeASecretOnlyFromAFileAndNeverRepeatIt(String key) {
    for (String value : new String[] {"hunter2", "${env:hunter2}", "${file:/p:k}hunter2"}) {
      assertThatThrownBy(() -> with(key, value))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              key + " is a secret: write it to a file of its own and ${file:PATH:KEY}")
          .message()
          .hasLineCount(1)
          .doesNotContain("hunter2");
    }
  }

  @Test
  void shouldLetTheClientsOfKafkaReadTheSecretAndNobodyElse() throws Exception {
    Path file = Files.writeString(folder.resolve("gateway.secrets"), "jaas=" + JAAS + "\n");
    Files.writeString(folder.resolve("truststore"), "hunter3");
    KafkaSettings settings =
        new KafkaSettings(
            Map.of(
                "bootstrap.servers", "localhost:9092",
                "sasl.jaas.config", "${file:" + file + ":jaas}",
                "ssl.truststore.password", "${directory:" + folder + ":truststore}"));

    Map<String, Object> forClient = settings.forClient("g-1");
    Map<String, Object> forProducer = new HashMap<>(forClient);
    forProducer.put("key.serializer", ByteArraySerializer.class);
    forProducer.put("value.serializer", ByteArraySerializer.class);
    ProducerConfig producer = new ProducerConfig(forProducer);
    AdminClientConfig admin = new AdminClientConfig(forClient);

    assertThat(producer.getPassword("sasl.jaas.config")).isEqualTo(new Password(JAAS));
    assertThat(producer.getPassword("ssl.truststore.password")).isEqualTo(new Password("hunter3"));
    assertThat(producer.getString("client.id")).isEqualTo("g-1");
    assertThat(admin.getPassword("sasl.jaas.config")).isEqualTo(new Password(JAAS));
    assertThat(settings + " " + forClient).contains("${file:").doesNotContain("hunter");
  }

  @Test
  void shouldSayWhichSecretCannotBeRead() throws Exception {
    Path file = Files.writeString(folder.resolve("gateway.secrets"), "other=hunter2\n");

    assertThatThrownBy(() -> with("ssl.key.password", "${file:/none/secrets:key}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ssl.key.password: cannot read /none/secrets");
    assertThatThrownBy(() -> with("ssl.key.password", "${file:" + file + ":key}"))
        .hasMessage("ssl.key.password: there is no 'key' in " + file);
    assertThatThrownBy(() -> with("ssl.key.password", "${directory:" + folder + ":key}"))
        .hasMessage("ssl.key.password: there is no 'key' in " + folder);
    assertThatThrownBy(() -> with("ssl.key.password", "${directory:/none:key}"))
        .hasMessageStartingWith("ssl.key.password: ")
        .hasMessageContaining("/none")
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acks",
        "enable.idempotence",
        "transactional.id",
        "key.serializer",
        "value.serializer",
        "client.id",
        "config.providers",
        "schema.registry.url"
      })
  void shouldNotLetThePromisesOfTheGatewayBeSwitchedOff(String key) {
    assertThatThrownBy(() -> with(key, "1")).hasMessageStartingWith(key + " cannot be set: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "securty.protocol  | SSL   | securty.protocol is no setting of Kafka's producer: did you mean security.protocol?",
        "config.providers.env.class | E | config.providers.env.class is no setting of Kafka's producer",
        "linger.ms         | soon  | linger.ms: Invalid value soon for configuration linger.ms",
        "linger.ms         | -1    | linger.ms: Invalid value -1 for configuration linger.ms",
        "compression.type  | rar   | compression.type: Invalid value rar for configuration compression.type"
      })
  void shouldRefuseWhatKafkaDoesNotKnow(String key, String value, String message) {
    assertThatThrownBy(() -> with(key, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .message()
        .hasLineCount(1);
  }

  private static KafkaSettings with(String key, String value) {
    return new KafkaSettings(Map.of("bootstrap.servers", "localhost:9092", key, value));
  }
}
