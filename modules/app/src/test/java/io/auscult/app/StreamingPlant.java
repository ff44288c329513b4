/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.Topics;
import io.auscult.simulator.Fault;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.SimulatedMachine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Machines that sound on and on, faster than in real time. Their clock begins in the past, so that
 * no sound is of the future.
 */
final class StreamingPlant implements AutoCloseable {

  private static final int RATE = MachineSound.SAMPLE_RATE;
  private static final Duration END_WITHIN = Duration.ofSeconds(30);

  /**
   * One microphone at a machine of its own; its sound is uninterrupted from the second it joins.
   */
  private static final class Sensor {
    private final String machineId;
    private final SimulatedMachine machine;
    private final MachineSound sound;
    private final Instant start;
    private long sequence;

    Sensor(String machineId, SimulatedMachine machine, long seed, Instant start) {
      this.machineId = machineId;
      this.machine = machine;
      this.sound = machine.start(seed);
      this.start = start;
    }

    AudioChunk next() {
      float[] samples = new float[RATE];
      sound.render(samples, 0, RATE);
      return AudioChunk.newBuilder()
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
    }
  }

  private final KafkaProducer<String, AudioChunk> producer;
  private final List<Sensor> sensors = new ArrayList<>();
  private final Thread thread = new Thread(this::stream, "plant");
  private Instant clock;
  private volatile double speed;
  private volatile boolean ended;
  private volatile @Nullable Throwable failure;

  /**
   * @param clock when the sound begins
   * @param speed seconds of sound in a second
   */
  StreamingPlant(Map<String, Object> client, Instant clock, double speed) {
    this.producer =
        new KafkaProducer<>(client, new StringSerializer(), Topics.AUDIO.values().serializer());
    this.clock = clock;
    this.speed = speed;
    thread.start();
  }

  /** So many seconds of sound in a second from now on. */
  void pace(double other) {
    speed = other;
  }

  /** From the next second on there is one more. */
  synchronized void add(String machineId, SimulatedMachine machine, long seed) {
    sensors.add(new Sensor(machineId, machine, seed, clock));
  }

  /** It is broken from the next second on. */
  synchronized void breakNow(String machineId) {
    Sensor sensor = sensor(machineId);
    sensor.sound.breakAt(sensor.sound.position(), Fault.of(sensor.machine.type()).get(0));
  }

  /** It is healthy again from the next second on. */
  synchronized void repairNow(String machineId) {
    Sensor sensor = sensor(machineId);
    sensor.sound.repairAt(sensor.sound.position());
  }

  private Sensor sensor(String machineId) {
    return sensors.stream()
        .filter(each -> each.machineId.equals(machineId))
        .findFirst()
        .orElseThrow();
  }

  /** When the second begins that is published next. */
  synchronized Instant clock() {
    return clock;
  }

  /** So much sound of a machine has been published by now. */
  synchronized long seconds(String machineId) {
    return sensor(machineId).sequence;
  }

  private void stream() {
    long due = System.nanoTime();
    try {
      while (!ended) {
        second();
        due += (long) (1e9 / speed);
        LockSupport.parkNanos(due - System.nanoTime());
      }
      producer.flush();
    } catch (RuntimeException e) {
      failure = e;
    }
  }

  private synchronized void second() {
    for (Sensor sensor : sensors) {
      var unused =
          producer.send(
              new ProducerRecord<>(Topics.AUDIO.name(), sensor.machineId, sensor.next()),
              (written, e) -> {
                if (e != null) {
                  failure = e;
                }
              });
    }
    clock = clock.plusSeconds(1);
  }

  /** Fails if something could not be published. */
  void requireHealthy() {
    Throwable e = failure;
    if (e != null) {
      throw new AssertionError("not published", Objects.requireNonNull(e));
    }
  }

  /** No more sound; what there is has been published when this returns. */
  void end() throws InterruptedException {
    ended = true;
    thread.join(END_WITHIN.toMillis());
    requireHealthy();
  }

  @Override
  public void close() {
    ended = true;
    producer.close();
  }
}
