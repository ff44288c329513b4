/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.auscult.sandbox.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineRegistryIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;

  private MachineRegistry registry;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder);
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(new TopicLayout(3, (short) 1));
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  @BeforeEach
  void connect() {
    registry = new MachineRegistry(client(), PATIENCE);
  }

  @Test
  void shouldLetTheLastRecordOfAMachineCount() throws Exception {
    registry.put(settings("fan-0").setType("fan").build());
    registry.put(settings("fan-1").build());
    registry.put(settings("fan-0").setType("blower").setRetired(true).build());

    assertThat(registry.find("fan-0"))
        .contains(settings("fan-0").setType("blower").setRetired(true).build());
    assertThat(registry.all()).containsKeys("fan-0", "fan-1");
  }

  @Test
  void shouldForgetAMachineAsIfItNeverHadSettings() throws Exception {
    registry.put(settings("pump-0").build());

    registry.forget("pump-0");

    assertThat(registry.find("pump-0")).isEmpty();
    assertThat(registry.knows("pump-0")).isFalse();
    assertThat(registry.all()).doesNotContainKey("pump-0");
  }

  @Test
  void shouldNotWriteWhatContradictsItself() throws Exception {
    MachineSettings upsideDown =
        settings("valve-0").setOpenThreshold(1.0).setCloseThreshold(2.0).build();

    assertThat(catchThrowable(() -> registry.put(upsideDown)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(registry.knows("valve-0")).isFalse();
  }

  @Test
  void shouldNameSettingsThatItCannotReadAndStillReadTheOthers() throws Exception {
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client(), new StringSerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.MACHINES.name(), "slider-0", "garbage".getBytes(UTF_8)))
          .get();
    }
    registry.put(settings("slider-1").build());

    assertThat(catchThrowable(() -> registry.find("slider-0")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the settings of slider-0 (partition ")
        .hasMessageContaining("auscult.machines");
    assertThat(registry.all()).containsKey("slider-1").doesNotContainKey("slider-0");
    assertThat(registry.knows("slider-0")).isTrue();
  }

  private static MachineSettings.Builder settings(String machineId) {
    return MachineSettings.newBuilder().setMachineId(machineId);
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }
}
