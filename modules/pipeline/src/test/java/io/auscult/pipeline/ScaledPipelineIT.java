/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import io.auscult.pipeline.PipelineProcess.AtEnd;
import io.auscult.pipeline.PipelineProcess.Change;
import io.auscult.sandbox.EmbeddedCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.KafkaStreams.State;
import org.apache.kafka.streams.StreamsConfig;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Instances of the pipeline come and go under load, on a cluster of three brokers. Prints how long
 * each change takes; what it asserts of times allows for a busy machine.
 */
class ScaledPipelineIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The next look whether an added instance is warm is up to a minute away. */
  private static final Duration WARM_UP_PATIENCE = PATIENCE.plusMinutes(1);

  private static final Duration POLL = Duration.ofMillis(50);
  private static final int STANDBYS = 1;

  /**
   * A plant of a week has changelogs that are never read within the default of 10,000 records; ours
   * lives for minutes and must not pass for warm everywhere.
   */
  private static final Map<String, String> LARGE_STATE =
      Map.of(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, "100");

  /**
   * So that the one that is restarted is not missed meanwhile, however busy the machine of the
   * test.
   */
  private static final String LONG_ABSENCE_MILLIS = "45000";

  @TempDir Path folder;

  private EmbeddedCluster cluster;
  private Fleet fleet;
  private Load load;
  private CommittedScores scores;

  @Test
  void shouldScoreEveryWindowOnceThoughInstancesAreAddedRemovedRestartedAndKilled()
      throws Exception {
    ModelBundle bundle = TwoMachineModel.bundle();
    Path model = folder.resolve("model.zip");
    bundle.write(model);
    TroubledPlant plant = new TroubledPlant(24, 110, 3_141);
    Map<TroubledPlant.Window, Double> expected;
    try (Detector detector = Detector.load(bundle)) {
      expected = plant.expected(detector);
    }
    try (EmbeddedCluster brokers = EmbeddedCluster.start(folder.resolve("kafka"), 3)) {
      cluster = brokers;
      createTopics(plant);
      PipelineProcess.Setup setup =
          new PipelineProcess.Setup(cluster.bootstrapServers(), "scaled", folder, model, STANDBYS);
      try (Fleet instances = new Fleet(setup);
          CommittedScores committed = new CommittedScores(cluster.bootstrapServers())) {
        fleet = instances;
        scores = committed;
        startTwo();
        try (Load started =
            Load.start(plant.sent(), Duration.ofSeconds(90), cluster.bootstrapServers())) {
          load = started;
          addAThird();
          removeTheSecond();
          restartTheFirst();
          killTheThird();
          load.finish();
          awaiting(
              "all %d windows are scored".formatted(expected.size()),
              PATIENCE,
              () -> scores.count() >= expected.size());
        }
        fleet.stop("first");
        scores.readToTheEnd();
      }
    }
    assertThat(scores.twice()).as("scored twice").isEmpty();
    assertThat(scores.byWindow().keySet()).isEqualTo(expected.keySet());
    expected.forEach(
        (window, score) ->
            assertThat(scores.byWindow().get(window))
                .as("%s", window)
                .isCloseTo(score, Offset.offset(1e-4)));
  }

  private void startTwo() throws Exception {
    PipelineProcess first = startFirst();
    PipelineProcess second = fleet.start("second", AtEnd.LEAVES, LARGE_STATE);
    awaiting("two share the work", PATIENCE, () -> fleet.isSettled() && isShared(2));
    report("two instances start", "first: RUNNING after", toRunning(first));
    report("two instances start", "second: RUNNING after", toRunning(second));
  }

  private PipelineProcess startFirst() throws Exception {
    Map<String, String> settings = new HashMap<>(LARGE_STATE);
    settings.put(
        StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        LONG_ABSENCE_MILLIS);
    return fleet.start("first", AtEnd.COMES_BACK, settings);
  }

  private void addAThird() throws Exception {
    int before = scores.count();
    awaiting("the load is scored", PATIENCE, () -> scores.count() > before + 100);
    Instant begin = Instant.now();
    PipelineProcess third = fleet.start("third", AtEnd.COMES_BACK, LARGE_STATE);
    awaiting("three share the work", WARM_UP_PATIENCE, () -> fleet.isSettled() && isShared(3));
    report("third added", "RUNNING after assignment", toRunning(third));
    report("third added", "it does a third of the work after", since(begin));
  }

  private void removeTheSecond() throws Exception {
    Set<Integer> moving = fleet.owned().get("second");
    Instant begin = Instant.now();
    fleet.stop("second");
    report("second leaves", "its process ended after", since(begin));
    reportNextScores("second leaves", moving, begin, Instant.now());
    awaiting("two share the work", PATIENCE, () -> fleet.isSettled() && isShared(2));
  }

  private void restartTheFirst() throws Exception {
    Map<String, Set<Integer>> before = fleet.owned();
    Map<String, Integer> changes = fleet.changes();
    Instant begin = Instant.now();
    fleet.stop("first");
    Instant stopped = Instant.now();
    PipelineProcess first = startFirst();
    reportNextScores("first restarted", before.get("first"), begin, stopped);
    awaiting("the first runs again", PATIENCE, fleet::isSettled);
    report("first restarted", "RUNNING after assignment", toRunning(first));
    report("first restarted", "away for", Duration.between(stopped, firstChange(first)));

    assertThat(fleet.owned()).isEqualTo(before);
    assertThat(fleet.changes().get("third"))
        .as("state changes of the one that stayed")
        .isEqualTo(changes.get("third"));
  }

  private void killTheThird() throws Exception {
    Set<Integer> moving = fleet.owned().get("third");
    Instant begin = Instant.now();
    fleet.kill("third");
    reportNextScores("third killed", moving, begin, Instant.now());
    awaiting("one does the work", PATIENCE, () -> fleet.isSettled() && isShared(1));
  }

  /** Waits for the next score of every partition of those that has sound. */
  private void reportNextScores(
      String event, Set<Integer> partitions, Instant begin, Instant scoredFrom) {
    scores.watchFrom(scoredFrom);
    Set<Integer> heard = Set.copyOf(scores.partitions());
    List<Integer> awaited = partitions.stream().filter(heard::contains).toList();
    assertThat(awaited).as("partitions with sound that move").isNotEmpty();
    awaiting(
        "the partitions %s are scored on".formatted(awaited),
        PATIENCE,
        () -> {
          scores.count();
          return scores.firstRead().keySet().containsAll(awaited);
        });
    List<Instant> read = awaited.stream().map(scores.firstRead()::get).sorted().toList();
    report(event, "next committed score after", Duration.between(begin, read.get(0)));
    report(
        event,
        "next committed score in each of its partitions after",
        Duration.between(begin, read.get(read.size() - 1)));
  }

  /** Whether so many instances have about as many partitions each. */
  private boolean isShared(int instances) throws Exception {
    List<Integer> shares = fleet.owned().values().stream().map(Collection::size).toList();
    return shares.size() == instances
        && shares.stream().mapToInt(Integer::intValue).sum() == Topics.DEFAULT_PARTITIONS
        && Collections.max(shares) - Collections.min(shares) <= 1;
  }

  private void awaiting(String what, Duration atMost, Callable<Boolean> condition) {
    await(what)
        .atMost(atMost)
        .pollInterval(POLL)
        .until(
            () -> {
              fleet.requireAlive();
              if (load != null) {
                load.requireHealthy();
              }
              return condition.call();
            });
  }

  private static Duration since(Instant begin) {
    return Duration.between(begin, Instant.now());
  }

  private static Instant firstChange(PipelineProcess instance) {
    return instance.changes().get(0).at();
  }

  /** The longest time from REBALANCING to RUNNING. */
  private static Duration toRunning(PipelineProcess instance) {
    Duration longest = Duration.ZERO;
    Instant begin = null;
    for (Change change : instance.changes()) {
      if (change.state() == State.REBALANCING) {
        begin = change.at();
      } else if (change.state() == State.RUNNING && begin != null) {
        Duration duration = Duration.between(begin, change.at());
        longest = duration.compareTo(longest) > 0 ? duration : longest;
        begin = null;
      }
    }
    return longest;
  }

  private static void report(String event, String what, Duration duration) {
    System.out.printf("scaling: %s: %s %.1f s%n", event, what, duration.toMillis() / 1000.0);
  }

  private void createTopics(TroubledPlant plant) throws Exception {
    Map<String, Object> client =
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, cluster.bootstrapServers());
    try (TopicAdmin admin = TopicAdmin.connect(client, Duration.ofSeconds(30))) {
      // Three copies, as these brokers default to.
      admin.create(TopicLayout.standard());
    }
    await().atMost(PATIENCE).until(cluster::inSync);
    try (PlantProducer producer = new PlantProducer(cluster.bootstrapServers())) {
      plant.settings().forEach(settings -> producer.send(Topics.MACHINES, settings));
      producer.flush();
    }
  }
}
