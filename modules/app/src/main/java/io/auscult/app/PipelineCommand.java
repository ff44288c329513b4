/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.KafkaOptions;
import io.auscult.cli.OneLineErrors;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.detector.ModelBundle;
import io.auscult.operations.ListenAddress;
import io.auscult.operations.OperationsServer;
import io.auscult.pipeline.ChampionFollower;
import io.auscult.pipeline.ModelFile;
import io.auscult.pipeline.Models;
import io.auscult.pipeline.Pipeline;
import io.auscult.pipeline.PipelineSettings;
import io.auscult.pipeline.PipelineTopics;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.curator.Curator;
import io.auscult.pipeline.decision.AlarmRule;
import io.auscult.pipeline.health.PipelineProbes;
import io.auscult.pipeline.health.StartingProbes;
import io.auscult.pipeline.metrics.PublishedMetrics;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult pipeline}. */
@Command(
    name = "pipeline",
    description = "Scores the sound on auscult.audio until it is stopped.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  auscult pipeline --model model.zip --bootstrap-servers localhost:9092",
      "  auscult pipeline"
    })
final class PipelineCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      description =
          "The bundle that 'auscult train' wrote; when another one lies there, the pipeline changes to it"
              + " (default: the champion on auscult.models, and each that takes its place).")
  private @Nullable Path model;

  @Option(
      names = "--audio-topic",
      defaultValue = "auscult.audio",
      paramLabel = "TOPIC",
      description =
          "Where the sound is: that of a site goes with an --application-id of its own (default: ${DEFAULT-VALUE}).")
  private String audioTopic;

  @Option(
      names = "--application-id",
      defaultValue = "auscult-pipeline",
      paramLabel = "ID",
      description = "Shared by all instances of one pipeline (default: ${DEFAULT-VALUE}).")
  private String applicationId;

  @Option(
      names = "--instance-id",
      defaultValue = "pipeline-1",
      paramLabel = "ID",
      description = "Names this instance, also across restarts (default: ${DEFAULT-VALUE}).")
  private String instanceId;

  @Option(
      names = "--state-folder",
      defaultValue = "auscult-state",
      paramLabel = "FOLDER",
      description =
          "Local state; what is lost here is restored from Kafka (default: ${DEFAULT-VALUE}).")
  private Path stateFolder;

  @Option(
      names = "--threads",
      defaultValue = "1",
      description = "Stream threads (default: ${DEFAULT-VALUE}).")
  private int threads;

  @Option(
      names = "--standbys",
      defaultValue = "0",
      paramLabel = "N",
      description =
          "So many other instances keep a copy of this one's state (default: ${DEFAULT-VALUE}).")
  private int standbys;

  @Option(
      names = "--channels",
      defaultValue = "MIX",
      description =
          "What becomes of chunks of several channels: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private ChannelMode channels;

  @Option(
      names = "--alarm-open",
      paramLabel = "K",
      description = "Windows over the threshold that open an anomaly (default: the model's).")
  private @Nullable Integer alarmOpen;

  @Option(
      names = "--alarm-of",
      paramLabel = "N",
      description = "Of so many latest windows (default: the model's).")
  private @Nullable Integer alarmOf;

  @Mixin private DeviceOption device = new DeviceOption();

  @Option(
      names = "--http-address",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description =
          "Where /health/live, /health/ready and /metrics are answered (default: ${DEFAULT-VALUE}).")
  private InetAddress httpAddress;

  @Option(
      names = "--http-port",
      defaultValue = "8081",
      paramLabel = "PORT",
      description = "0 for any free one (default: ${DEFAULT-VALUE}).")
  private int httpPort;

  @Option(
      names = "--leave",
      description =
          "At the end, hand over to the other instances at once: this one does not come back.")
  private boolean leave;

  @Option(
      names = "--no-curator",
      description =
          "Keep no sound and watch no drift in this instance: others do, or nobody (see docs/curator.md).")
  private boolean noCurator;

  @Override
  public Integer call() throws Exception {
    ListenAddress http = new ListenAddress(httpAddress, httpPort, "--http-port");
    ModelBundle given = model == null ? null : ModelBundle.read(model);
    device.use();
    kafka.requireTopics(PipelineTopics.all());
    kafka.requireSchemas();
    requireAudioTopic();
    StartingProbes probes = new StartingProbes();
    try (PublishedMetrics metrics = new PublishedMetrics(audioTopic);
        OperationsServer server = OperationsServer.start(http, probes, metrics::scrape)) {
      System.err.printf(
          "metrics at http://%s:%d/metrics%n", httpAddress.getHostAddress(), server.port());
      if (given != null) {
        serveFile(given, metrics, probes);
      } else {
        serveChampion(metrics, probes);
      }
    }
    return 0;
  }

  @SuppressWarnings("try") // The file is watched for as long as the block lasts.
  private void serveFile(ModelBundle bundle, PublishedMetrics metrics, StartingProbes probes)
      throws Exception {
    AlarmRule rule = rule(bundle);
    Models models = new Models(bundle, threads, rule);
    try (ModelFile watched = ModelFile.watch(Objects.requireNonNull(model), models)) {
      run(models, rule, metrics, probes);
    }
  }

  private void serveChampion(PublishedMetrics metrics, StartingProbes probes) throws Exception {
    Path kept = stateFolder.resolve(applicationId).resolve("champion.zip");
    try (ChampionFollower follower = ChampionFollower.open(kafka.clientSettings(), kept)) {
      AtomicReference<String> told = new AtomicReference<>("");
      AtomicReference<@Nullable AlarmRule> rule = new AtomicReference<>();
      Models models =
          follower.awaitFirst(
              bundle -> {
                rule.set(rule(bundle));
                return new Models(bundle, threads, rule.get());
              },
              why -> {
                probes.waitsFor(why);
                if (!why.equals(told.getAndSet(why))) {
                  System.err.println("waiting: " + why);
                }
              });
      run(models, rule.get(), metrics, probes);
    }
  }

  private @Nullable AlarmRule rule(ModelBundle bundle) {
    return alarmOpen == null && alarmOf == null
        ? null
        : AlarmRule.of(alarm(bundle.manifest().alarm()));
  }

  private void run(
      Models models, @Nullable AlarmRule rule, PublishedMetrics metrics, StartingProbes probes)
      throws Exception {
    PipelineSettings settings =
        new PipelineSettings(
            kafka.bootstrapServers(),
            applicationId,
            instanceId,
            stateFolder,
            threads,
            standbys,
            rule,
            channels,
            PipelineTopics.hearing(audioTopic),
            kafka.resolvedSettings());
    try (Pipeline pipeline = Pipeline.start(settings, models, metrics);
        Curator curator = noCurator ? null : Curator.start(settings, models, metrics)) {
      probes.started(new PipelineProbes(pipeline));
      Thread end = new Thread(() -> end(pipeline, curator), "pipeline-close");
      Runtime.getRuntime().addShutdownHook(end);
      System.err.printf("listening with model %s%n", models.version());
      pipeline.awaitEnd();
      Throwable failure = pipeline.failure();
      if (failure != null) {
        throw new CommandFailedException("pipeline ended: " + OneLineErrors.message(failure));
      }
    }
  }

  private void end(Pipeline pipeline, @Nullable Curator curator) {
    if (leave) {
      pipeline.leave();
    } else {
      pipeline.close();
    }
    if (curator != null) {
      if (leave) {
        curator.leave();
      } else {
        curator.close();
      }
    }
  }

  private void requireAudioTopic() throws BrokerUnavailableException, InterruptedException {
    try (TopicAdmin admin = kafka.admin()) {
      admin.require(audioTopic);
    }
  }

  private AlarmSpec alarm(AlarmSpec model) {
    AlarmSpec chosen =
        new AlarmSpec(
            alarmOpen == null ? model.open() : alarmOpen,
            alarmOf == null ? model.of() : alarmOf,
            model.calm(),
            model.calmTail(),
            model.cooldownSeconds());
    if (!chosen.equals(model)) {
      System.err.printf(
          "an anomaly opens on %d of %d windows, but the thresholds were calibrated for %d of %d:"
              + " false alarms will come at another rate than was asked for%n",
          chosen.open(), chosen.of(), model.open(), model.of());
    }
    return chosen;
  }
}
