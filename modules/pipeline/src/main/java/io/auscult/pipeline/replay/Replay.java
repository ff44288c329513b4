/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.replay;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.UnusableBundleException;
import io.auscult.pipeline.Models;
import io.auscult.pipeline.Pipeline;
import io.auscult.pipeline.PipelineSettings;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.metrics.PublishedMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.StreamsConfig;

/**
 * A model over history: a pipeline of its own hears the sound of a time once more and writes to its
 * own topics. Whatever else runs does not notice.
 *
 * <p>Machines are muted, retired and scored as operators want it now, not as they did then.
 */
public final class Replay {

  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
  private static final Duration STALLED_AFTER = Duration.ofMinutes(5);
  private static final long LOOK_MILLIS = 200;
  private static final Duration TELL_EVERY = Duration.ofSeconds(5);

  private final ReplaySettings settings;
  private final RunTopics topics;
  private final Map<String, Object> client;

  /**
   * @throws IllegalArgumentException if the run's name is unusable or the time is empty
   */
  public Replay(ReplaySettings settings) {
    this.settings = settings;
    this.topics = RunTopics.of(settings.run());
    this.client = new HashMap<>(settings.kafka());
    client.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    var unused = new ReplayRange(settings.from(), settings.to(), Map.of());
  }

  /**
   * Hears all of it and comes back.
   *
   * @param progress is told now and then how many records are left
   * @throws IllegalStateException if there are results of an earlier run of that name that are not
   *     to be replaced, or if the pipeline fails
   * @throws BrokerUnavailableException if Kafka does not do what it is asked
   */
  public ReplayOutcome run(ModelBundle model, LongConsumer progress)
      throws BrokerUnavailableException, UnusableBundleException, InterruptedException {
    try (ReplayCluster cluster = new ReplayCluster(client, settings.applicationId())) {
      int partitions = prepare(cluster);
      Map<TopicPartition, Long> ends = cluster.ends(partitions);
      cluster.seek(cluster.starts(ends, settings.from()));
      try {
        long chunks = hear(model, cluster, ends, progress);
        return outcome(model, chunks);
      } finally {
        if (!settings.keep()) {
          cluster.deleteGroup();
          List<String> internal = cluster.existing(List.of());
          cluster.delete(internal);
        }
      }
    }
  }

  /** Makes room and creates the topics; returns how many partitions the sound has. */
  private int prepare(ReplayCluster cluster)
      throws BrokerUnavailableException, InterruptedException {
    if (cluster.isRunning()) {
      throw new IllegalStateException(
          "a process runs as application %s: wait for it, or choose another --run"
              .formatted(settings.applicationId()));
    }
    List<String> left = cluster.existing(topics.all().stream().map(TopicDefinition::name).toList());
    if (!left.isEmpty() && !settings.replace()) {
      throw new IllegalStateException(
          "there was a run %s before, it left %s: choose another --run, or delete them with --replace"
              .formatted(settings.run(), String.join(", ", left)));
    }
    cluster.deleteGroup();
    cluster.delete(left);
    try (TopicAdmin admin = TopicAdmin.connect(client, START_TIMEOUT)) {
      admin.require(Topics.AUDIO);
      var layout = admin.layoutOf(Topics.AUDIO);
      var unused = admin.create(layout, topics.all());
      return layout.partitions();
    }
  }

  /** Returns how many chunks were heard. */
  private long hear(
      ModelBundle model,
      ReplayCluster cluster,
      Map<TopicPartition, Long> ends,
      LongConsumer progress)
      throws BrokerUnavailableException, UnusableBundleException, InterruptedException {
    Map<Integer, Long> byPartition =
        ends.entrySet().stream()
            .collect(Collectors.toMap(end -> end.getKey().partition(), Map.Entry::getValue));
    CountingRange range =
        new CountingRange(new ReplayRange(settings.from(), settings.to(), byPartition));
    try (PublishedMetrics metrics = new PublishedMetrics();
        Pipeline pipeline =
            Pipeline.start(
                pipelineSettings(), new Models(model, settings.threads(), null), range, metrics)) {
      if (!pipeline.awaitRunning(START_TIMEOUT)) {
        throw failed(pipeline, "does not run");
      }
      awaitEnd(pipeline, cluster, ends, progress);
      // What is scored is committed on the way out.
      pipeline.leave();
      if (pipeline.failure() != null) {
        throw failed(pipeline, "failed");
      }
    }
    return range.chunks();
  }

  private PipelineSettings pipelineSettings() {
    Map<String, String> kafka = new HashMap<>(settings.kafka());
    kafka.put(
        StreamsConfig.ERRORS_DEAD_LETTER_QUEUE_TOPIC_NAME_CONFIG, topics.deadLetters().name());
    return new PipelineSettings(
        settings.bootstrapServers(),
        settings.applicationId(),
        settings.applicationId(),
        settings.stateFolder(),
        settings.threads(),
        0,
        null,
        ChannelMode.MIX,
        topics.outputs(),
        kafka);
  }

  private static void awaitEnd(
      Pipeline pipeline,
      ReplayCluster cluster,
      Map<TopicPartition, Long> ends,
      LongConsumer progress)
      throws BrokerUnavailableException, InterruptedException {
    long left = Long.MAX_VALUE;
    long latest = System.nanoTime();
    long told = latest;
    while (left > 0 || !pipeline.hasNothingWaiting()) {
      Thread.sleep(LOOK_MILLIS);
      if (pipeline.failure() != null) {
        throw failed(pipeline, "failed");
      }
      long now = cluster.left(ends);
      if (now < left) {
        latest = System.nanoTime();
        left = now;
        if (latest - told > TELL_EVERY.toNanos()) {
          told = latest;
          progress.accept(left);
        }
      } else if (System.nanoTime() - latest > STALLED_AFTER.toNanos()) {
        throw new IllegalStateException(
            "the replay has not come on for %d min, with %d records left"
                .formatted(STALLED_AFTER.toMinutes(), left));
      }
    }
  }

  private static IllegalStateException failed(Pipeline pipeline, String how) {
    Throwable failure = pipeline.failure();
    return new IllegalStateException(
        "the pipeline of the replay %s: %s"
            .formatted(how, failure == null ? "it still waits" : failure.getMessage()),
        failure);
  }

  private ReplayOutcome outcome(ModelBundle model, long chunks) throws BrokerUnavailableException {
    List<ReplayOutcome.Machine> machines = new RunReader(client).machines(topics);
    return new ReplayOutcome(
        settings.run(),
        model.manifest().modelVersion(),
        settings.from().toString(),
        settings.to().toString(),
        chunks,
        machines.stream().mapToLong(ReplayOutcome.Machine::windows).sum(),
        machines.stream().mapToLong(ReplayOutcome.Machine::opened).sum(),
        machines,
        topics.all().stream().map(TopicDefinition::name).toList());
  }
}
