/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auscult.audio.WavWriter;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.gateway.publish.ChunkPublisher;
import io.auscult.gateway.source.ArraySource;
import io.auscult.gateway.source.FileSounds;
import io.auscult.gateway.source.MachineFiles;
import io.auscult.gateway.source.PacedSounds;
import io.auscult.gateway.source.Pacer;
import io.auscult.gateway.source.WallClock;
import io.auscult.sandbox.EmbeddedKafka;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayIT {

  @TempDir Path folder;

  @Test
  void shouldBringAFolderToKafkaCompleteInOrderAndSampleForSample() throws Exception {
    // Given
    float[] fan = ArraySource.grid(16000 * 3 + 1234, 1);
    float[] pumpLeft = ArraySource.grid(16000 * 2, 2);
    float[] pumpRight = ArraySource.grid(16000 * 2, 3);
    Path sounds = folder.resolve("sounds");
    Files.createDirectories(sounds.resolve("fan/normal"));
    Files.createDirectories(sounds.resolve("pump"));
    WavWriter.write(sounds.resolve("fan/normal/1.wav"), 16000, fan);
    WavWriter.write(sounds.resolve("pump/1.wav"), 16000, pumpLeft, pumpRight);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
      try (TopicAdmin topics = TopicAdmin.connect(client, Duration.ofSeconds(30))) {
        topics.create(TopicLayout.standard());
      }

      // When
      ChunkPublisher publisher = ChunkPublisher.connect(client, Duration.ofSeconds(30));
      List<Feed> feeds = new ArrayList<>();
      MachineFiles.of(sounds)
          .forEach(
              (machine, files) ->
                  feeds.add(
                      new Feed(
                          machine,
                          new Channels.Separate(machine),
                          new PacedSounds(
                              FileSounds.once(files.get(0), 16_000),
                              new Pacer(0, WallClock.steady())))));
      try (Gateway gateway =
          Gateway.start(feeds, CaptureRules.standard(), publisher, CaptureListener.NONE)) {
        gateway.awaitEnd();
      }
      publisher.close();

      // Then
      assertThat(publisher.acknowledged()).isEqualTo(8);
      List<ConsumerRecord<String, AudioChunk>> records = read(client, 8);
      assertThat(records)
          .allSatisfy(record -> assertThat(record.key()).isEqualTo(record.value().getMachineId()));
      Map<String, List<AudioChunk>> bySensor =
          records.stream()
              .map(ConsumerRecord::value)
              .collect(Collectors.groupingBy(AudioChunk::getSensorId));
      assertThat(bySensor).containsOnlyKeys("fan", "pump.ch1", "pump.ch2");
      assertThat(ChunkerTest.samples(bySensor.get("fan"))).containsExactly(fan);
      assertThat(ChunkerTest.samples(bySensor.get("pump.ch1"))).containsExactly(pumpLeft);
      assertThat(ChunkerTest.samples(bySensor.get("pump.ch2"))).containsExactly(pumpRight);
      assertThat(bySensor.get("fan"))
          .extracting(AudioChunk::getSequence)
          .containsExactly(0L, 1L, 2L, 3L);
      assertThat(bySensor.get("pump.ch1"))
          .extracting(AudioChunk::getSampleRate)
          .containsOnly(16000);
    }
  }

  @Test
  void shouldSayInOneLineThatTheTopicIsMissing() throws Exception {
    // Given
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder)) {
      Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());

      // When, then
      assertThatThrownBy(() -> ChunkPublisher.connect(client, Duration.ofSeconds(30)))
          .isInstanceOf(BrokerUnavailableException.class)
          .hasMessage(
              "Kafka at %s has no topic auscult.audio: run `auscult topics create`"
                  .formatted(kafka.bootstrapServers()));
    }
  }

  @Test
  void shouldSayInOneLineThatNoBrokerAnswers() throws Exception {
    // Given
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }

    // When, then
    assertThatThrownBy(
            () ->
                ChunkPublisher.connect(
                    Map.of("bootstrap.servers", "127.0.0.1:" + port), Duration.ofSeconds(1)))
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageStartingWith("No Kafka broker answered at 127.0.0.1:" + port);
  }

  private static List<ConsumerRecord<String, AudioChunk>> read(
      Map<String, Object> client, int count) {
    try (KafkaConsumer<String, AudioChunk> consumer =
        new KafkaConsumer<>(
            client, new StringDeserializer(), Topics.AUDIO.values().deserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(Topics.AUDIO.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      List<ConsumerRecord<String, AudioChunk>> records = new ArrayList<>();
      await()
          .atMost(Duration.ofSeconds(30))
          .pollInSameThread()
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() >= count;
              });
      return records;
    }
  }
}
