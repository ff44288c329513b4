/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import io.auscult.audio.Pcm16;
import io.auscult.console.sound.Chunks;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.AudioEncoding;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Topics;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import io.auscult.detector.FalseAlarms;
import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.Models;
import io.auscult.pipeline.Pipeline;
import io.auscult.pipeline.PipelineSettings;
import io.auscult.pipeline.metrics.PublishedMetrics;
import io.auscult.simulator.Fault;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.MachineType;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;
import io.auscult.trainer.Condition;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.Trainer;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.TrainingListener;
import io.auscult.trainer.TrainingPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Simulated machines that are heard in real time, a real model of them and a real pipeline. */
final class LivePlant implements AutoCloseable {

  private static final SeedSpace SEEDS = new SeedSpace(7);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MACHINES = 8;

  /** What was heard before the tests begin. */
  private static final int PAST_SECONDS = 180;

  private final List<SimulatedMachine> machines = Plant.of(MACHINES).machines();
  private final Map<String, MachineSound> sounds = new LinkedHashMap<>();
  private final Map<String, List<float[]>> published = new ConcurrentHashMap<>();
  private final Instant start =
      Instant.now().minusSeconds(PAST_SECONDS).truncatedTo(ChronoUnit.MILLIS);
  private final KafkaProducer<String, AudioChunk> producer;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final Pipeline pipeline;

  private int seconds;

  private LivePlant(Map<String, Object> clientSettings, Pipeline pipeline) {
    this.pipeline = pipeline;
    producer =
        new KafkaProducer<>(
            clientSettings, new StringSerializer(), Topics.AUDIO.values().serializer());
    for (SimulatedMachine machine : machines) {
      sounds.put(machine.id(), machine.start(SEEDS.seed(Purpose.DEMO, machine, 0)));
      published.put(machine.id(), new ArrayList<>());
    }
  }

  /** Trains, publishes two releases, starts the pipeline, and lets the machines run. */
  static LivePlant start(RunningConsole broker, Path folder) throws Exception {
    ModelBundle bundle = train(1);
    ModelReleases releases = new ModelReleases(broker.clientSettings(), PATIENCE);
    publish(releases, train(2), null);
    publish(releases, bundle, ReleaseCatalog.CHAMPION);
    Map<MachineType, String> lines =
        Map.of(
            MachineType.FAN, "Ventilation",
            MachineType.PUMP, "Cooling",
            MachineType.SLIDER, "Assembly",
            MachineType.VALVE, "Pneumatics");
    for (SimulatedMachine machine : Plant.of(MACHINES).machines()) {
      broker.publish(
          Topics.MACHINES,
          machine.id(),
          MachineSettings.newBuilder()
              .setMachineId(machine.id())
              .setSite(machine.individual() == 0 ? "Ulm" : "Brno")
              .setLine(lines.get(machine.type()))
              .setType(machine.type().id())
              .build());
    }
    Pipeline pipeline =
        Pipeline.start(
            PipelineSettings.of(broker.bootstrapServers(), "console-test", "console-test", folder),
            new Models(bundle, 1, null),
            new PublishedMetrics());
    if (!pipeline.awaitRunning(Duration.ofSeconds(60))) {
      throw new IllegalStateException("the pipeline does not run", pipeline.failure());
    }
    LivePlant plant = new LivePlant(broker.clientSettings(), pipeline);
    plant.catchUp();
    var unused = plant.clock.scheduleAtFixedRate(plant::catchUp, 0, 200, TimeUnit.MILLISECONDS);
    return plant;
  }

  private static void publish(ModelReleases releases, ModelBundle bundle, String alias)
      throws Exception {
    releases.publish(
        bundle.toBytes(),
        ManifestJson.write(bundle.manifest()),
        bundle.manifest().modelVersion(),
        "anna",
        alias);
  }

  private static ModelBundle train(long seed) throws Exception {
    TrainingPlan plan =
        new TrainingPlan(clips(Purpose.TRAINING, 6), clips(Purpose.CALIBRATION, 3))
            .asking(FalseAlarms.HOURS_A_WEEK);
    Recipe quick = Recipe.named("default").withEpochs(4).withWindow(64);
    return new Trainer(1).train(plan, quick, seed, TrainingListener.none());
  }

  private static Dataset clips(Purpose purpose, int count) {
    List<TrainingClip> clips = new ArrayList<>();
    for (SimulatedMachine machine : Plant.of(MACHINES).machines()) {
      for (int i = 0; i < count; i++) {
        float[] sound = new float[10 * MachineSound.SAMPLE_RATE];
        machine.start(SEEDS.seed(purpose, machine, i)).render(sound, 0, sound.length);
        clips.add(
            new TrainingClip(
                machine.id(),
                machine.type().id(),
                purpose.name() + i,
                Condition.NORMAL,
                () -> new float[][] {sound}));
      }
    }
    return new Dataset(clips);
  }

  /** Publishes what was to be heard until now. */
  private synchronized void catchUp() {
    while (!start.plusSeconds(seconds + 1).isAfter(Instant.now())) {
      hear();
      seconds++;
    }
  }

  /** A second of each machine. */
  private void hear() {
    for (Map.Entry<String, MachineSound> machine : sounds.entrySet()) {
      float[] samples = new float[Chunks.RATE];
      machine.getValue().render(samples, 0, samples.length);
      List<float[]> before = published.get(machine.getKey());
      int second = before.size();
      AudioChunk chunk =
          AudioChunk.newBuilder()
              .setMachineId(machine.getKey())
              .setSensorId(machine.getKey())
              .setStreamId("live")
              .setSequence(second)
              .setFirstSample((long) second * Chunks.RATE)
              .setCapturedAt(start.plusSeconds(second))
              .setSampleRate(Chunks.RATE)
              .setChannels(1)
              .setEncoding(AudioEncoding.PCM_S16LE)
              .setSampleCount(samples.length)
              .setSamples(Pcm16.encode(samples, 0, samples.length))
              .build();
      before.add(Pcm16.decode(chunk.getSamples()));
      var unused =
          producer.send(new ProducerRecord<>(Topics.AUDIO.name(), machine.getKey(), chunk));
    }
  }

  /** Lets a machine break now. */
  synchronized void breakDown(String machineId) {
    SimulatedMachine machine =
        machines.stream().filter(m -> m.id().equals(machineId)).findFirst().orElseThrow();
    MachineSound sound = sounds.get(machineId);
    sound.breakAt(sound.position(), Fault.of(machine.type()).get(0));
  }

  /** What was published of a machine from a time on. */
  synchronized float[] published(String machineId, Instant from, int samples) {
    int second = Math.toIntExact(ChronoUnit.SECONDS.between(start, from));
    float[] heard = new float[samples];
    for (int at = 0; at < samples; at += Chunks.RATE, second++) {
      float[] piece = published.get(machineId).get(second);
      System.arraycopy(piece, 0, heard, at, Math.min(piece.length, samples - at));
    }
    return heard;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    producer.close(Duration.ofSeconds(2));
    pipeline.close();
  }
}
