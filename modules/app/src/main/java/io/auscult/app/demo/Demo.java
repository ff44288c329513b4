/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.app.TopicReader;
import io.auscult.app.TopicReader.Subscription;
import io.auscult.cli.CommandFailedException;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.ChampionFollower;
import io.auscult.pipeline.Listening;
import io.auscult.pipeline.Models;
import io.auscult.pipeline.Pipeline;
import io.auscult.pipeline.PipelineSettings;
import io.auscult.pipeline.curator.Curator;
import io.auscult.pipeline.metrics.PublishedMetrics;
import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.trainer.MachineType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;

/**
 * A broker, a pipeline and its curator in this process, and a plant that is streamed to them. The
 * model is the champion on the broker, as in a plant: who promotes another one sees it take over.
 */
final class Demo implements AutoCloseable {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(20);
  private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration FRAME = Duration.ofSeconds(1);

  private final EmbeddedKafka kafka;
  private final ChampionFollower champion;
  private final Pipeline pipeline;
  private final Curator curator;
  private final ModelBundle model;
  private final Listening listening;

  private Demo(
      EmbeddedKafka kafka,
      ChampionFollower champion,
      Pipeline pipeline,
      Curator curator,
      ModelBundle model) {
    this.kafka = kafka;
    this.champion = champion;
    this.pipeline = pipeline;
    this.curator = curator;
    this.model = model;
    this.listening = Listening.of(model.manifest());
  }

  /**
   * Starts broker, pipeline and curator.
   *
   * @param machines that will be heard
   * @param folder for their data
   * @param port of the broker; 0: any
   */
  static Demo start(ModelBundle model, List<String> machines, Path folder, int port)
      throws IOException, InterruptedException {
    System.err.println("starting Kafka");
    EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"), port);
    try {
      try (TopicAdmin admin = TopicAdmin.connect(clientSettings(kafka), ADMIN_TIMEOUT)) {
        admin.create(TopicLayout.standard());
      }
      register(machines, kafka);
      System.err.println("starting the pipeline on " + kafka.bootstrapServers());
      PipelineSettings settings =
          PipelineSettings.of(
              kafka.bootstrapServers(), "auscult-demo", "demo", folder.resolve("state"));
      publish(model, kafka);
      ChampionFollower champion =
          ChampionFollower.open(clientSettings(kafka), folder.resolve("champion.zip"));
      Models models = champion.awaitFirst(bundle -> new Models(bundle, 1, null), why -> {});
      PublishedMetrics metrics = new PublishedMetrics();
      Demo demo =
          new Demo(
              kafka,
              champion,
              Pipeline.start(settings, models, metrics),
              Curator.start(settings, models, metrics),
              model);
      if (!demo.pipeline.awaitRunning(START_TIMEOUT)) {
        Throwable failure = demo.pipeline.failure();
        throw new CommandFailedException(
            "the pipeline did not start within %d s: %s"
                .formatted(
                    START_TIMEOUT.toSeconds(),
                    failure == null ? "it is still waiting" : failure.getMessage()));
      }
      return demo;
    } catch (IOException | RuntimeException | InterruptedException e) {
      kafka.close();
      throw e;
    }
  }

  /** As an operator would: the console shows where a machine stands and what it is. */
  private static void register(List<String> machines, EmbeddedKafka kafka)
      throws IOException, InterruptedException {
    MachineRegistry registry = new MachineRegistry(clientSettings(kafka), ADMIN_TIMEOUT);
    for (String machine : machines) {
      registry.put(
          MachineSettings.newBuilder()
              .setMachineId(machine)
              .setType(MachineType.ofId(machine))
              .setSite("demo")
              .build());
    }
  }

  private static void publish(ModelBundle model, EmbeddedKafka kafka)
      throws IOException, InterruptedException {
    new ModelReleases(clientSettings(kafka), ADMIN_TIMEOUT)
        .publish(
            model.toBytes(),
            ManifestJson.write(model.manifest()),
            model.manifest().modelVersion(),
            "demo",
            ReleaseCatalog.CHAMPION);
  }

  /** Of its broker. */
  Map<String, Object> clientSettings() {
    return clientSettings(kafka);
  }

  private static Map<String, Object> clientSettings(EmbeddedKafka kafka) {
    return Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
  }

  /**
   * Streams a plant.
   *
   * @param streaming for so long; null: until Ctrl-C
   * @param board shows what happens
   */
  DemoSummary run(DemoPlant plant, @Nullable Duration streaming, Board board)
      throws IOException, InterruptedException {
    Truth truth = new Truth();
    Latencies latencies = new Latencies();
    try (Interruption interruption = new Interruption();
        LiveGateway gateway = LiveGateway.start(plant.future(truth), clientSettings(kafka))) {
      Instant start = gateway.startedAt();
      Referee referee = new Referee(truth, start, memory());
      List<Subscription<?>> subscriptions =
          List.of(
              new Subscription<>(Topics.SCORES, (machine, score) -> take(score, latencies, board)),
              new Subscription<>(Topics.ANOMALIES, (machine, event) -> take(event, referee, board)),
              new Subscription<>(Topics.HEALTH, (machine, health) -> take(health, board)));
      try (TopicReader reader = new TopicReader(clientSettings(kafka), subscriptions, true)) {
        Instant end = streaming == null ? Instant.MAX : start.plus(streaming);
        Instant nextFrame = start;
        while (Instant.now().isBefore(end) && !interruption.isAsked()) {
          reader.poll();
          requireHealthy(gateway);
          if (!Instant.now().isBefore(nextFrame)) {
            board.draw(heading(start, gateway, latencies, referee));
            nextFrame = nextFrame.plus(FRAME);
          }
        }
        gateway.stop();
        drain(reader, latencies, gateway.windows(listening));
        board.draw(heading(start, gateway, latencies, referee));
      }
      return summary(plant, truth, gateway, latencies, referee);
    }
  }

  private void drain(TopicReader reader, Latencies latencies, long windows) throws IOException {
    Instant patience = Instant.now().plus(DRAIN_TIMEOUT);
    while (latencies.count() < windows) {
      if (Instant.now().isAfter(patience)) {
        throw new IOException(
            "%d windows were published, but after %d s only %d are scored"
                .formatted(windows, DRAIN_TIMEOUT.toSeconds(), latencies.count()));
      }
      reader.poll();
    }
    // Events are committed together with the scores that caused them, but on other partitions.
    reader.poll();
  }

  private void requireHealthy(LiveGateway gateway) throws IOException {
    gateway.requireHealthy();
    Throwable failure = pipeline.failure();
    if (failure != null) {
      throw new IOException("the pipeline failed: " + failure.getMessage(), failure);
    }
  }

  /** How long smoothing and voting remember. */
  private Duration memory() {
    return listening
        .windowPeriod()
        .multipliedBy(listening.smoother().span() + model.manifest().alarm().of());
  }

  private static void take(WindowScore score, Latencies latencies, Board board) {
    latencies.add(Duration.between(score.getCompletedAt(), Instant.now()));
    board.show(score);
  }

  private static void take(AnomalyEvent event, Referee referee, Board board) {
    referee.judge(event);
    board.show(event, referee.isTrue(event));
  }

  private static void take(SensorHealth health, Board board) {
    if (health.getState() == HealthState.BEGIN) {
      board.say(
          "%s  %s %s: %s"
              .formatted(
                  health.getAt(), health.getKind(), health.getSubject(), health.getDetail()));
    }
  }

  private static String heading(
      Instant start, LiveGateway gateway, Latencies latencies, Referee referee) {
    return "%d s, %d chunks, %d windows, %d anomalies opened, %d closed"
        .formatted(
            Duration.between(start, Instant.now()).toSeconds(),
            gateway.published(),
            latencies.count(),
            referee.opened(),
            referee.closed());
  }

  private DemoSummary summary(
      DemoPlant plant, Truth truth, LiveGateway gateway, Latencies latencies, Referee referee) {
    return new DemoSummary(
        gateway.published(),
        latencies.count(),
        referee.opened(),
        referee.closed(),
        referee.missed().size(),
        referee.falseAlarms().size(),
        latencies.percentileMs(50),
        latencies.percentileMs(99),
        plant.machines().size(),
        truth.broken().size(),
        referee.missed(),
        referee.falseAlarms(),
        plant.seed(),
        model.manifest().modelVersion());
  }

  @Override
  public void close() {
    curator.close();
    pipeline.close();
    champion.close();
    kafka.close();
  }
}
