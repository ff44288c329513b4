/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.sandbox.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The zip, unpacked and run as its user does. */
class DistributionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path unpacked;
  @TempDir Path folder;

  private static Path home;

  @BeforeAll
  static void unpack() throws IOException {
    Path zip;
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      zip = files.filter(file -> file.toString().endsWith(".zip")).findFirst().orElseThrow();
    }
    try (InputStream file = Files.newInputStream(zip);
        ZipInputStream in = new ZipInputStream(file)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path to = unpacked.resolve(entry.getName()).normalize();
        assertThat(to).startsWithRaw(unpacked);
        if (entry.isDirectory()) {
          Files.createDirectories(to);
        } else {
          Files.createDirectories(to.getParent());
          Files.copy(in, to);
        }
      }
    }
    try (Stream<Path> folders = Files.list(unpacked)) {
      home = folders.findFirst().orElseThrow();
    }
    assertThat(home.resolve("bin/auscult-gateway").toFile().setExecutable(true)).isTrue();
  }

  @Test
  void shouldBringTheSoundOfItsExampleToKafka() throws Exception {
    // Given
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      try (TopicAdmin topics =
          TopicAdmin.connect(
              Map.of("bootstrap.servers", kafka.bootstrapServers()), Duration.ofSeconds(30))) {
        topics.create(TopicLayout.standard());
      }

      // When
      Process gateway = run("--config", home.resolve("etc/gateway.yaml").toString(), kafka);
      try {
        // Then
        assertThat(chunks(kafka, 3)).extracting(AudioChunk::getMachineId).containsOnly("fan-0");
      } finally {
        gateway.destroy();
        assertThat(gateway.waitFor(60, TimeUnit.SECONDS)).isTrue();
      }
    }
  }

  @Test
  void shouldBeSmall() throws IOException {
    try (Stream<Path> libraries = Files.list(home.resolve("lib"))) {
      assertThat(libraries)
          .extracting(library -> library.getFileName().toString())
          .isNotEmpty()
          .noneMatch(name -> name.contains("djl") || name.contains("pytorch"))
          .noneMatch(name -> name.contains("kafka-streams") || name.contains("rocksdb"));
    }
  }

  private Process run(String option, String file, EmbeddedKafka kafka) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(home.resolve("bin/auscult-gateway").toString());
    command.addAll(List.of(option, file, "--bootstrap-servers", kafka.bootstrapServers()));
    command.addAll(List.of("--set", "spool.folder=" + folder.resolve("spool")));
    command.addAll(List.of("--set", "http.port=0"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("gateway.log").toFile())
        .start();
  }

  private static List<AudioChunk> chunks(EmbeddedKafka kafka, int atLeast) {
    List<AudioChunk> chunks = new ArrayList<>();
    try (KafkaConsumer<String, AudioChunk> consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            Topics.AUDIO.values().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.AUDIO.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> chunks.add(record.value()));
                return chunks.size() >= atLeast;
              });
    }
    return chunks;
  }
}
