/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.detector.ModelBundle;
import io.auscult.gateway.publish.ChunkPublisher;
import io.auscult.pipeline.ChampionFollower;
import io.auscult.pipeline.Listening;
import io.auscult.pipeline.Models;
import io.auscult.pipeline.Pipeline;
import io.auscult.pipeline.PipelineSettings;
import io.auscult.pipeline.PipelineTopics;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.metrics.PublishedMetrics;
import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance of the pipeline under load, with a broker and a load generator in the same process.
 * The sensors are microphones at machines of the model's classes, as many as are asked for.
 */
public final class PipelineBenchmark {

  private static final Logger LOG = LoggerFactory.getLogger(PipelineBenchmark.class);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  /** So long without a window, after the last chunk, and what is missing is lost. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final String APPLICATION = "auscult-benchmark";
  private static final String INSTANCE = "benchmark";
  private static final String STREAM_THREADS = INSTANCE + "-StreamThread";
  private static final String CHANGELOG = "-changelog";
  private static final SeedSpace SEEDS = new SeedSpace(1);

  /** What is measured is what was written, so nothing may be compacted away before it is. */
  private static final Map<String, String> UNCOMPACTED =
      Map.of(
          "topic." + TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG, Long.toString(Long.MAX_VALUE),
          "topic." + TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG, Long.toString(Long.MAX_VALUE));

  private final ModelBundle model;
  private final @Nullable ModelBundle challenger;
  private final Load load;
  private final int threads;
  private final @Nullable Rival rival;
  private final Listening listening;

  /**
   * Another model of the same machines.
   *
   * @param model that takes turns with the first as the champion
   * @param every so often
   */
  public record Rival(ModelBundle model, Duration every) {}

  /**
   * @param challenger scores in the model's shadow; null: none does
   * @param threads stream threads
   * @param rival that the champion is exchanged with meanwhile; null: one model all the time
   * @throws IllegalArgumentException if the model cannot follow a stream, or the sound is shorter
   *     than one of its windows
   */
  public PipelineBenchmark(
      ModelBundle model,
      @Nullable ModelBundle challenger,
      Load load,
      int threads,
      @Nullable Rival rival) {
    this.model = model;
    this.challenger = challenger;
    this.load = load;
    this.threads = threads;
    this.rival = rival;
    this.listening = Listening.of(model.manifest());
    if (listening.windowsIn(samplesPerSensor()) == 0) {
      throw new IllegalArgumentException(
          "seconds must be more than a window of the model, which has %d frames, is %d"
              .formatted(listening.windowFrames(), load.seconds()));
    }
  }

  private long samplesPerSensor() {
    return (long) load.chunksPerSensor() * load.chunkSamples();
  }

  /**
   * Runs it, in real time.
   *
   * @param folder for the data of broker and pipeline
   */
  public PipelineFigures run(Path folder) throws Exception {
    List<SensorLoad> sensors = sensors();
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      Map<String, Object> client =
          Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
      try (TopicAdmin admin = TopicAdmin.connect(client, START_TIMEOUT)) {
        admin.create(TopicLayout.standard());
      }
      register(sensors, client);
      PipelineSettings settings =
          new PipelineSettings(
              kafka.bootstrapServers(),
              APPLICATION,
              INSTANCE,
              folder.resolve("state"),
              threads,
              0,
              null,
              ChannelMode.MIX,
              PipelineTopics.standard(),
              UNCOMPACTED);
      if (rival != null) {
        return exchanging(rival, sensors, client, settings, folder.resolve("champion.zip"));
      }
      Models models = new Models(model, threads, null);
      if (challenger != null) {
        models.challenge(challenger);
      }
      return run(sensors, client, settings, models, null);
    }
  }

  private PipelineFigures exchanging(
      Rival other,
      List<SensorLoad> sensors,
      Map<String, Object> client,
      PipelineSettings settings,
      Path kept)
      throws Exception {
    try (Promotions promotions =
            Promotions.publish(List.of(model, other.model()), other.every(), client);
        ChampionFollower follower = ChampionFollower.open(client, kept)) {
      Models models =
          follower.awaitFirst(bundle -> new Models(bundle, threads, null), why -> LOG.info(why));
      return run(sensors, client, settings, models, promotions);
    }
  }

  private PipelineFigures run(
      List<SensorLoad> sensors,
      Map<String, Object> client,
      PipelineSettings settings,
      Models models,
      @Nullable Promotions promotions)
      throws Exception {
    try (PublishedMetrics metrics = new PublishedMetrics();
        Pipeline pipeline = Pipeline.start(settings, models, metrics)) {
      if (!pipeline.awaitRunning(START_TIMEOUT)) {
        throw new IllegalStateException("the pipeline does not run", pipeline.failure());
      }
      return measure(sensors, client, pipeline, metrics, promotions);
    }
  }

  /** Rendered before the clock starts, so that it costs the measurement nothing. */
  private List<SensorLoad> sensors() {
    LOG.info("rendering sensors={}", load.sensors());
    List<MachineSpec> known = model.manifest().machines();
    List<SimulatedMachine> plant = Plant.of(Plant.MOST_MACHINES).machines();
    List<SensorLoad> sensors = new ArrayList<>();
    for (int i = 0; i < load.sensors(); i++) {
      MachineSpec machine = known.get(i % known.size());
      SimulatedMachine simulated =
          plant.stream()
              .filter(each -> each.id().equals(machine.id()))
              .findFirst()
              .orElse(plant.get(i % plant.size()));
      sensors.add(
          SensorLoad.of(
              "machine-%04d".formatted(i),
              machine.modelClass(),
              simulated.start(SEEDS.seed(Purpose.DEMO, simulated, i))));
    }
    return sensors;
  }

  private static void register(List<SensorLoad> sensors, Map<String, Object> client)
      throws InterruptedException, ExecutionException {
    try (KafkaProducer<String, MachineSettings> producer =
        new KafkaProducer<>(
            client, new StringSerializer(), Topics.MACHINES.values().serializer())) {
      for (SensorLoad sensor : sensors) {
        MachineSettings settings =
            MachineSettings.newBuilder()
                .setMachineId(sensor.machineId())
                .setModelClass(sensor.modelClass())
                .build();
        producer
            .send(new ProducerRecord<>(Topics.MACHINES.name(), sensor.machineId(), settings))
            .get();
      }
    }
  }

  private PipelineFigures measure(
      List<SensorLoad> sensors,
      Map<String, Object> client,
      Pipeline pipeline,
      PublishedMetrics metrics,
      @Nullable Promotions promotions)
      throws Exception {
    ExpectedWindows windows = new ExpectedWindows();
    Latencies latencies = new Latencies();
    try (ChunkPublisher publisher = ChunkPublisher.connect(client, START_TIMEOUT);
        CommittedScores scores = new CommittedScores(client);
        Brokers brokers = new Brokers(client)) {
      CpuTime cpu = CpuTime.now(STREAM_THREADS);
      long began = System.nanoTime();
      try (LoadGenerator generator = LoadGenerator.start(sensors, load, publisher)) {
        for (int i = 0; i < sensors.size(); i++) {
          windows.expect(
              sensors.get(i).machineId(), generator.startOf(i), samplesPerSensor(), listening);
        }
        if (promotions != null) {
          promotions.start();
        }
        while (!generator.hasEnded()) {
          take(scores, windows, latencies, promotions);
          generator.requireHealthy();
          if (promotions != null) {
            promotions.requireHealthy();
          }
          requireHealthy(pipeline);
        }
        CpuTime used = CpuTime.now(STREAM_THREADS).minus(cpu);
        double wall = System.nanoTime() - began;
        generator.requireHealthy();
        drain(generator, scores, windows, latencies, promotions, brokers);
        long shadowed =
            Math.round(metrics.registry().get("auscult.shadow.windows").counter().count());
        return figures(
            generator, windows, shadowed, latencies, promotions, used, wall, brokers.topicBytes());
      }
    }
  }

  private static void take(
      CommittedScores scores,
      ExpectedWindows windows,
      Latencies latencies,
      @Nullable Promotions promotions) {
    scores.poll(
        score -> {
          if (windows.take(score)) {
            latencies.add(Duration.between(score.getCompletedAt(), Instant.now()));
          }
          if (promotions != null) {
            promotions.heard(score.getModelVersion());
          }
        });
  }

  /** Until every chunk is committed and every window has come, or nothing more comes. */
  private static void drain(
      LoadGenerator generator,
      CommittedScores scores,
      ExpectedWindows windows,
      Latencies latencies,
      @Nullable Promotions promotions,
      Brokers brokers)
      throws InterruptedException, ExecutionException, TimeoutException {
    long latest = System.nanoTime();
    while (System.nanoTime() - latest < PATIENCE.toNanos()
        && (windows.missing() > 0
            || brokers.committed(APPLICATION, Topics.AUDIO.name()) < generator.chunks())) {
      long seen = windows.seen();
      take(scores, windows, latencies, promotions);
      if (windows.seen() > seen) {
        latest = System.nanoTime();
      }
    }
    // A window that comes twice may do so a commit later.
    scores.poll(windows::take);
  }

  private static void requireHealthy(Pipeline pipeline) throws IOException {
    Throwable failure = pipeline.failure();
    if (failure != null) {
      throw new IOException("the pipeline failed: " + failure.getMessage(), failure);
    }
  }

  private PipelineFigures figures(
      LoadGenerator generator,
      ExpectedWindows windows,
      long shadowed,
      Latencies latencies,
      @Nullable Promotions promotions,
      CpuTime used,
      double wallNanos,
      Map<String, Long> sizes) {
    double audio = generator.bytes();
    Map<String, Double> changelogs = new TreeMap<>();
    sizes.forEach(
        (topic, bytes) -> {
          if (topic.startsWith(APPLICATION) && topic.endsWith(CHANGELOG)) {
            String store =
                topic.substring(APPLICATION.length() + 1, topic.length() - CHANGELOG.length());
            changelogs.put(store, bytes / audio);
          }
        });
    return new PipelineFigures(
        load.sensors(),
        load.seconds(),
        load.chunkSeconds(),
        generator.chunks(),
        windows.seen(),
        windows.missing(),
        windows.duplicated(),
        windows.unexpected(),
        latencies.percentileMs(50),
        latencies.percentileMs(99),
        latencies.percentileMs(100),
        used.process() / wallNanos,
        used.chosen() / wallNanos,
        changelogs.values().stream().mapToDouble(Double::doubleValue).sum(),
        changelogs,
        sizes.getOrDefault(Topics.AUDIO.name(), 0L) / audio,
        generator.mostLate().toNanos() / 1e6,
        threads,
        listening.windowFrames(),
        model.manifest().modelVersion(),
        promotions == null ? null : promotions.figures(),
        challenger == null ? null : challenger.manifest().modelVersion(),
        shadowed);
  }
}
