/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.registry;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import io.auscult.simulator.Fault;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.SimulatedMachine;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes the uninterrupted sound of a machine, as fast as it can be had. */
final class Microphone implements AutoCloseable {

  private static final int RATE = MachineSound.SAMPLE_RATE;

  private final KafkaProducer<String, AudioChunk> producer;
  private final String machineId;
  private final SimulatedMachine machine;
  private final MachineSound sound;
  private final Instant start;
  private long sequence;

  Microphone(
      Map<String, Object> client,
      String machineId,
      SimulatedMachine machine,
      long seed,
      Instant start) {
    this.producer =
        new KafkaProducer<>(client, new StringSerializer(), Topics.AUDIO.values().serializer());
    this.machineId = machineId;
    this.machine = machine;
    this.sound = machine.start(seed);
    this.start = start;
  }

  void breakNow() {
    sound.breakAt(sound.position(), Fault.of(machine.type()).get(0));
  }

  void repairNow() {
    sound.repairAt(sound.position());
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
      var unused = producer.send(new ProducerRecord<>(Topics.AUDIO.name(), machineId, chunk));
    }
    producer.flush();
  }

  @Override
  public void close() {
    producer.close();
  }
}
