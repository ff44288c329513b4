/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks.gateway;

import io.auscult.audio.Pcm16;
import io.auscult.audio.WavWriter;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.gateway.publish.SpoolSink;
import io.auscult.gateway.settings.SpoolSettings;
import io.auscult.gateway.spool.Spool;
import io.auscult.gateway.spool.SpoolListener;
import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SimulatedMachine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three trials of a gateway in a process of its own, with a broker in this one: killed again and
 * again while the broker comes and goes; under load; with a backlog.
 */
public final class GatewayBenchmark {

  private static final Logger LOG = LoggerFactory.getLogger(GatewayBenchmark.class);
  private static final int KILLED_SENSORS = 4;
  private static final int FIRST_KILL_MILLIS = 500;
  private static final int LAST_KILL_MILLIS = 5000;
  private static final int SOUND_SECONDS = 30;
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final double MEBI = 1 << 20;

  private final long seed;

  /**
   * @param seed of the sound and of when things happen
   */
  public GatewayBenchmark(long seed) {
    this.seed = seed;
  }

  /**
   * All three.
   *
   * @param folder for their data
   * @param sensors 1 to 16
   * @param seconds under load
   * @param kills how many
   * @param backlogSeconds of each sensor
   */
  public GatewayFigures run(Path folder, int sensors, int seconds, int kills, int backlogSeconds)
      throws Exception {
    LOG.info("killing kills={}", kills);
    Killed killed = kill(folder.resolve("kills"), kills);
    LOG.info("loading sensors={} seconds={}", sensors, seconds);
    Loaded loaded = load(folder.resolve("load"), sensors, seconds);
    LOG.info("replaying seconds={}", backlogSeconds);
    Replayed replayed = replay(folder.resolve("replay"), sensors, backlogSeconds);
    Tally all = killed.tally.plus(loaded.tally).plus(replayed.tally);
    return new GatewayFigures(
        sensors,
        loaded.coreShare,
        loaded.heapMb,
        128,
        kills,
        killed.absences,
        all.accepted(),
        all.lost(),
        all.duplicated(),
        all.resent(),
        replayed.speed,
        backlogSeconds);
  }

  /**
   * What killing led to.
   *
   * @param absences of the broker
   */
  public record Killed(Tally tally, int absences) {}

  /** Kills gateways at points drawn by lot while they publish to a broker that comes and goes. */
  public Killed kill(Path folder, int kills) throws Exception {
    Random random = new Random(seed);
    try (ComingAndGoingBroker broker =
        ComingAndGoingBroker.start(folder.resolve("kafka"), random.nextLong())) {
      Trial trial =
          Trial.create(
              folder.resolve("gateway"),
              broker.bootstrapServers(),
              IntStream.range(0, KILLED_SENSORS)
                  .mapToObj(
                      i ->
                          "- {name: s%d, machine: machine-%d, simulated: {type: FAN, id: %d, seed: %d}}"
                              .formatted(i, i, i % 4, seed + i))
                  .collect(Collectors.joining("\n")));
      broker.begin();
      for (int i = 0; i < kills; i++) {
        try (GatewayProcess gateway = trial.start()) {
          // From before it has opened its spool to well after it has sent from it.
          Thread.sleep(FIRST_KILL_MILLIS + random.nextInt(LAST_KILL_MILLIS - FIRST_KILL_MILLIS));
          gateway.kill();
        }
      }
      int absences = broker.settle();
      try (GatewayProcess gateway = trial.start()) {
        gateway.awaitReady();
        trial.awaitDrained(gateway, KILLED_SENSORS);
        gateway.stop();
      }
      return new Killed(Tally.of(trial.ledger(), broker.bootstrapServers()), absences);
    }
  }

  private record Loaded(Tally tally, double coreShare, double heapMb) {}

  private Loaded load(Path folder, int sensors, int seconds) throws Exception {
    List<Path> files = render(folder.resolve("sound"), sensors);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      Trial trial =
          Trial.create(folder.resolve("gateway"), kafka.bootstrapServers(), fileSources(files));
      try (GatewayProcess gateway = trial.start()) {
        gateway.awaitReady();
        Thread.sleep(WARM_UP.toMillis());
        Duration cpuBefore = gateway.cpu();
        long began = System.nanoTime();
        double heap = 0;
        for (int i = 0; i < seconds; i++) {
          Thread.sleep(1000);
          heap = Math.max(heap, gateway.metric("jvm_memory_used_bytes", "area=\"heap\""));
        }
        double share =
            (double) gateway.cpu().minus(cpuBefore).toNanos() / (System.nanoTime() - began);
        trial.awaitDrained(gateway, 2.0 * sensors);
        gateway.stop();
        return new Loaded(Tally.of(trial.ledger(), kafka.bootstrapServers()), share, heap / MEBI);
      }
    }
  }

  private record Replayed(Tally tally, double speed) {}

  private Replayed replay(Path folder, int sensors, int backlogSeconds) throws Exception {
    List<Path> files = render(folder.resolve("sound"), sensors);
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      Trial trial =
          Trial.create(folder.resolve("gateway"), kafka.bootstrapServers(), fileSources(files));
      fillSpool(trial, sensors, backlogSeconds);
      try (GatewayProcess gateway = trial.start()) {
        gateway.awaitReady();
        long began = System.nanoTime();
        // What is captured meanwhile waits a second or two in any case.
        trial.awaitDrained(gateway, 3.0 * sensors);
        double took = (System.nanoTime() - began) / 1e9;
        gateway.stop();
        return new Replayed(
            Tally.of(trial.ledger(), kafka.bootstrapServers()), backlogSeconds / took);
      }
    }
  }

  private List<Path> render(Path folder, int sensors) throws IOException {
    Files.createDirectories(folder);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < sensors; i++) {
      Path file = folder.resolve("machine-%d.wav".formatted(i));
      WavWriter.write(file, MachineSound.SAMPLE_RATE, sound(i));
      files.add(file);
    }
    return files;
  }

  private float[] sound(int sensor) {
    List<SimulatedMachine> machines = Plant.of(Plant.MOST_MACHINES).machines();
    float[] sound = new float[SOUND_SECONDS * MachineSound.SAMPLE_RATE];
    machines.get(sensor % machines.size()).start(seed + sensor).render(sound, 0, sound.length);
    return sound;
  }

  private static String fileSources(List<Path> files) {
    return IntStream.range(0, files.size())
        .mapToObj(
            i ->
                "- {name: s%d, machine: machine-%d, file: {path: \"%s\", play: LOOP}}"
                    .formatted(i, i, files.get(i)))
        .collect(Collectors.joining("\n"));
  }

  /** As if the broker had been away for so long, up to now. */
  private void fillSpool(Trial trial, int sensors, int seconds) throws IOException {
    SpoolSettings settings = SpoolSettings.in(trial.spool());
    Instant start = Instant.now().minusSeconds(seconds).truncatedTo(ChronoUnit.MICROS);
    List<float[]> sounds = IntStream.range(0, sensors).mapToObj(this::sound).toList();
    try (Spool spool = Spool.open(settings, SpoolListener.NONE);
        ChunkLedger ledger = ChunkLedger.open(trial.ledger())) {
      SpoolSink sink = new SpoolSink(spool, AudioEncoding.PCM_S16LE);
      for (int second = 0; second < seconds; second++) {
        for (int sensor = 0; sensor < sensors; sensor++) {
          AudioChunk chunk = chunk(sensor, second, start, sounds.get(sensor));
          sink.publish(chunk);
          ledger.add(chunk);
        }
      }
    }
  }

  private static AudioChunk chunk(int sensor, int second, Instant start, float[] sound) {
    int rate = MachineSound.SAMPLE_RATE;
    ByteBuffer samples = Pcm16.encode(sound, second % SOUND_SECONDS * rate, rate);
    String id = "machine-" + sensor;
    return new AudioChunk(
        id,
        id,
        "backlog-" + sensor,
        (long) second,
        (long) second * rate,
        start.plusSeconds(second),
        rate,
        1,
        AudioEncoding.PCM_S16LE,
        rate,
        samples);
  }
}
