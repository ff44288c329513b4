/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class ChunkPublisherTest {

  private final MockProducer<String, AudioChunk> producer =
      new MockProducer<>(
          false,
          new RoundRobinPartitioner(),
          new StringSerializer(),
          Topics.AUDIO.values().serializer());
  private final ChunkPublisher publisher = new ChunkPublisher(producer);

  @Test
  void shouldKeyChunksByMachineAndCountThemOnceAcknowledged() throws Exception {
    // Given
    publisher.publish(chunk());
    long before = publisher.acknowledged();

    // When
    producer.completeNext();

    // Then
    assertThat(before).isZero();
    assertThat(publisher.acknowledged()).isEqualTo(1);
    assertThat(producer.history())
        .containsExactly(new ProducerRecord<>("auscult.audio", "fan", chunk()));
    publisher.close();
    assertThat(producer.closed()).isTrue();
  }

  @Test
  void shouldReportAFailedDeliveryAtTheNextChunkAndAtTheEnd() throws Exception {
    // Given
    publisher.publish(chunk());

    // When
    producer.errorNext(new RecordTooLargeException("too large"));

    // Then
    String message = "Cannot deliver sound of fan.ch1 to auscult.audio: too large";
    assertThatThrownBy(() -> publisher.publish(chunk()))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
    assertThatThrownBy(publisher::close).isInstanceOf(IOException.class).hasMessage(message);
    assertThat(publisher.acknowledged()).isZero();
  }

  private static AudioChunk chunk() {
    return new AudioChunk(
        "fan",
        "fan.ch1",
        "stream",
        0L,
        0L,
        Instant.EPOCH,
        16000,
        1,
        AudioEncoding.PCM_S16LE,
        1,
        ByteBuffer.wrap(new byte[2]));
  }
}
