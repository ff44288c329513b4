/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.registry;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.SimulatedMachine;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Publishes the uninterrupted sound of a machine, as fast as it can be had. */
final class Microphone implements AutoCloseable {

  private static final int RATE = MachineSound.SAMPLE_RATE;
  private static final int SINGLE_HEADER = 10;
  private static final int CONFLUENT_HEADER = 5;

  private final KafkaProducer<String, byte[]> producer;
  private final String machineId;
  private final MachineSound sound;
  private final Instant start;
  private long sequence;
  private @Nullable Integer schemaId;

  Microphone(
      Map<String, Object> client,
      String machineId,
      SimulatedMachine machine,
      long seed,
      Instant start) {
    this.producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    this.machineId = machineId;
    this.sound = machine.start(seed);
    this.start = start;
  }

  /** From now on chunks are in Confluent wire format, with that schema id. */
  void writeThroughRegistry(int id) {
    schemaId = id;
  }

  private byte[] encoded(AudioChunk chunk) {
    byte[] single = Topics.AUDIO.values().serializer().serialize(Topics.AUDIO.name(), chunk);
    if (schemaId == null) {
      return single;
    }
    return ByteBuffer.allocate(CONFLUENT_HEADER + single.length - SINGLE_HEADER)
        .put((byte) 0)
        .putInt(schemaId)
        .put(single, SINGLE_HEADER, single.length - SINGLE_HEADER)
        .array();
  }

  /** When the sound ends that has been published. */
  Instant now() {
    return start.plusSeconds(sequence);
  }

  void hear(int seconds) {
    for (int second = 0; second < seconds; second++) {
      float[] samples = new float[RATE];
      sound.render(samples, 0, RATE);
      AudioChunk chunk =
          AudioChunk.newBuilder()
              .setMachineId(machineId)
              .setSensorId(machineId)
              .setStreamId(machineId + "@" + start)
              .setSequence(sequence)
              .setFirstSample(sequence * RATE)
              .setCapturedAt(start.plusSeconds(sequence++))
              .setSampleRate(RATE)
              .setChannels(1)
              .setEncoding(AudioEncoding.PCM_S16LE)
              .setSampleCount(RATE)
              .setSamples(Pcm16.encode(samples, 0, RATE))
              .build();
      var unused =
          producer.send(new ProducerRecord<>(Topics.AUDIO.name(), machineId, encoded(chunk)));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
