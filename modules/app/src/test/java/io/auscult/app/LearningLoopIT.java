/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.auscult.audio.Pcm16;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.Clip;
import io.auscult.contracts.HealthKind;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicContents;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import io.auscult.detector.Detector;
import io.auscult.detector.FalseAlarms;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.WindowInput;
import io.auscult.dsp.LogMel;
import io.auscult.pipeline.ChampionFollower;
import io.auscult.pipeline.Models;
import io.auscult.pipeline.Pipeline;
import io.auscult.pipeline.PipelineSettings;
import io.auscult.pipeline.curator.CurationRules;
import io.auscult.pipeline.curator.Curator;
import io.auscult.pipeline.curator.DriftRules;
import io.auscult.pipeline.metrics.PublishedMetrics;
import io.auscult.sandbox.EmbeddedKafka;
import io.auscult.simulator.MachineSound;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole life of a model, with a broker, machines that sound on, and the commands. */
class LearningLoopIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final SeedSpace SEEDS = new SeedSpace(11);
  private static final List<SimulatedMachine> MACHINES = Plant.of(4).machines();
  private static final String PATIENT = MACHINES.get(0).id();
  private static final int SENSORS = 50;

  /** Frames in a window; half of them to the next. */
  private static final int WINDOW = 64;

  /** As the curator's own, but a clip every twenty seconds instead of every twenty minutes. */
  private static final CurationRules CURATION =
      new CurationRules(
          Duration.ofSeconds(10),
          3,
          Duration.ofMinutes(1),
          Duration.ofSeconds(4),
          Duration.ofSeconds(30),
          900_000,
          Duration.ofMinutes(1));

  /** Of those sensors every score is computed a second time. */
  private static final int CHECKED = 6;

  @TempDir private Path folder;
  private Map<String, Object> client = Map.of();
  private String bootstrapServers = "";

  @Test
  void shouldLiveFromTheFirstChampionToARollback() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(folder.resolve("kafka"))) {
      bootstrapServers = kafka.bootstrapServers();
      client = Map.of("bootstrap.servers", bootstrapServers);
      try (TopicAdmin topics = TopicAdmin.connect(client, PATIENCE)) {
        topics.create(TopicLayout.standard());
      }
      try (ChampionFollower follower = ChampionFollower.open(client, folder.resolve("kept.zip"));
          Models models = coldStart(follower);
          PublishedMetrics metrics = new PublishedMetrics();
          Pipeline pipeline = Pipeline.start(settings(), models, metrics);
          Curator curator =
              Curator.start(
                  settings(), models::manifest, CURATION, DriftRules.standard(), metrics);
          StreamingPlant plant =
              new StreamingPlant(client, Instant.now().minus(Duration.ofHours(1)), 8)) {
        assertThat(pipeline.awaitRunning(PATIENCE)).isTrue();
        assertThat(curator).isNotNull();
        live(models, plant);
      }
    }
  }

  /** There is no model; then there is one. */
  private Models coldStart(ChampionFollower follower) throws Exception {
    List<String> waits = new CopyOnWriteArrayList<>();
    CompletableFuture<Models> starting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return follower.awaitFirst(bundle -> new Models(bundle, 1, null), waits::add);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    await()
        .atMost(SOON)
        .until(() -> waits.stream().anyMatch(why -> why.startsWith("there is no champion")));
    Path first = folder.resolve("first.zip");
    firstModel().write(first);
    succeed("model", "publish", first.toString(), "--as", "champion");
    return starting.get(60, TimeUnit.SECONDS);
  }

  private void live(Models models, StreamingPlant plant) throws Exception {
    // A fault is found
    String first = release("champion");
    for (SimulatedMachine machine : MACHINES) {
      plant.add(machine.id(), machine, SEEDS.seed(Purpose.DEMO, machine, 0));
    }
    awaitSound(plant, 90);
    plant.breakNow(PATIENT);
    AnomalyEvent opened = awaitAnomaly(AnomalyState.OPENED);
    awaitSound(plant, 30);
    plant.repairNow(PATIENT);
    AnomalyEvent closed = awaitAnomaly(AnomalyState.CLOSED);
    assertThat(closed.getAnomalyId()).isEqualTo(opened.getAnomalyId());

    // A person says that it was none; its sound is kept
    succeed("label", opened.getAnomalyId(), "false-alarm", "--by", "anna");
    await()
        .atMost(PATIENCE)
        .until(() -> all(Topics.CLIPS).stream().anyMatch(clip -> isOf(clip, opened)));
    await().atMost(PATIENCE).until(() -> normalsOfEach() >= 8);

    // A model is trained on what was kept, and scores in the shadow
    JsonNode training =
        succeed("train", "--from-kafka", "--since", "2h", "--epochs", "4", "--window", "64").json();
    assertThat(training.path("selection").toString()).contains(PATIENT);
    String second = release("challenger");
    assertThat(second).isNotEqualTo(first);
    await().atMost(PATIENCE).until(() -> all(Topics.SHADOW_SCORES).size() > 4 * MACHINES.size());
    assertThat(succeed("model", "compare").json().path("machines")).hasSize(MACHINES.size());

    // It becomes the champion while many listen
    plant.pace(3);
    register(plant);
    awaitSound(plant, 20);
    succeed("model", "promote", second, "--force");
    await().atMost(PATIENCE).until(() -> models.version().equals(version(second)));
    awaitSound(plant, 20);

    // One that cannot be used is refused, and the present one goes on
    new ModelReleases(client, SOON)
        .publish(new byte[1000], "{}", "broken", "anna", ReleaseCatalog.CHAMPION);
    await()
        .atMost(PATIENCE)
        .until(() -> all(Topics.HEALTH).stream().anyMatch(LearningLoopIT::isRefusal));
    assertThat(models.version()).isEqualTo(version(second));
    awaitSound(plant, 10);

    // And back
    succeed("model", "rollback");
    await().atMost(PATIENCE).until(() -> models.version().equals(version(second)));
    succeed("model", "promote", first, "--force");
    await().atMost(PATIENCE).until(() -> models.version().equals(version(first)));
    awaitSound(plant, 10);
    plant.end();

    // Then: every window has one score, by a whole model
    Map<String, List<WindowScore>> scores = awaitScores(plant);
    assertScoredBy(scores, Map.of(version(first), bundle(first), version(second), bundle(second)));
  }

  /** More machines of the same kinds, which operators have held against the first ones' classes. */
  private void register(StreamingPlant plant) throws Exception {
    MachineRegistry registry = new MachineRegistry(client, SOON);
    for (int i = MACHINES.size(); i < SENSORS; i++) {
      SimulatedMachine kind = MACHINES.get(i % MACHINES.size());
      String id = "more-%02d".formatted(i);
      registry.put(MachineSettings.newBuilder().setMachineId(id).setModelClass(kind.id()).build());
      plant.add(id, kind, SEEDS.seed(Purpose.DEMO, kind, i));
    }
  }

  private static void awaitSound(StreamingPlant plant, int seconds) {
    Instant until = plant.clock().plusSeconds(seconds);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              plant.requireHealthy();
              return !plant.clock().isBefore(until);
            });
  }

  private AnomalyEvent awaitAnomaly(AnomalyState state) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                all(Topics.ANOMALIES).stream()
                    .filter(e -> e.getMachineId().equals(PATIENT) && e.getState() == state)
                    .findFirst(),
            Optional::isPresent)
        .orElseThrow();
  }

  private static boolean isOf(Clip clip, AnomalyEvent anomaly) {
    return anomaly.getAnomalyId().equals(clip.getAnomalyId());
  }

  private static boolean isRefusal(SensorHealth event) {
    return event.getKind() == HealthKind.MODEL_REFUSED;
  }

  /** So many clips of healthy sound there are of every machine. */
  private long normalsOfEach() throws Exception {
    Map<String, Long> clips =
        all(Topics.NORMALS).stream()
            .collect(Collectors.groupingBy(Clip::getMachineId, Collectors.counting()));
    return MACHINES.stream().mapToLong(m -> clips.getOrDefault(m.id(), 0L)).min().orElseThrow();
  }

  private <V> List<V> all(TopicDefinition<V> topic) throws Exception {
    List<V> all = new ArrayList<>();
    try (TopicContents contents = TopicContents.open(client, topic, SOON)) {
      contents.forEach(
          Instant.MIN,
          record ->
              all.add(topic.values().deserializer().deserialize(topic.name(), record.value())));
    }
    return all;
  }

  private String release(String alias) throws Exception {
    return catalog().of(alias).orElseThrow().getRelease();
  }

  private ReleaseCatalog catalog() throws Exception {
    return new ModelReleases(client, SOON).catalog();
  }

  private ModelBundle bundle(String release) throws Exception {
    ModelReleases releases = new ModelReleases(client, SOON);
    return ModelBundle.read(releases.fetch(catalog().find(release).orElseThrow()), release);
  }

  private String version(String release) throws Exception {
    return bundle(release).manifest().modelVersion();
  }

  private CommandRun succeed(String... arguments) {
    CommandRun run =
        CommandRun.of(
            Stream.concat(
                    Stream.of(arguments),
                    Stream.of("--json", "--bootstrap-servers", bootstrapServers))
                .toArray(String[]::new));
    assertThat(run.exitCode()).as(run.errors()).isZero();
    return run;
  }

  /** Once every sensor has all of its windows; in the order of time, by sensor. */
  private Map<String, List<WindowScore>> awaitScores(StreamingPlant plant) throws Exception {
    Map<String, List<WindowScore>> bySensor = new TreeMap<>();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              bySensor.clear();
              for (WindowScore score : all(Topics.SCORES)) {
                bySensor.computeIfAbsent(score.getSensorId(), id -> new ArrayList<>()).add(score);
              }
              assertThat(bySensor).hasSize(SENSORS);
              bySensor.forEach(
                  (sensor, scores) ->
                      assertThat(scores).as(sensor).hasSize((int) windows(plant.seconds(sensor))));
            });
    bySensor.forEach(
        (sensor, scores) ->
            assertThat(scores.stream().map(WindowScore::getWindowStart))
                .as(sensor)
                .doesNotHaveDuplicates());
    return bySensor;
  }

  private static long windows(long seconds) {
    long frames = (seconds * MachineSound.SAMPLE_RATE - 2048) / 512 + 1;
    return (frames - WINDOW) / (WINDOW / 2) + 1;
  }

  /** Each score is what one of the models says of that window, computed again. */
  private void assertScoredBy(
      Map<String, List<WindowScore>> scores, Map<String, ModelBundle> bundles) throws Exception {
    Map<String, float[]> sound = sound();
    Set<String> scoring = new HashSet<>();
    for (ModelBundle bundle : bundles.values()) {
      try (Detector detector = Detector.load(bundle)) {
        String version = detector.manifest().modelVersion();
        for (String sensor : sound.keySet()) {
          float[][] frames = LogMel.streaming(detector.frontEnd(), sound.get(sensor));
          List<WindowScore> ofSensor = scores.get(sensor);
          for (int i = 0; i < ofSensor.size(); i++) {
            WindowScore score = ofSensor.get(i);
            if (score.getModelVersion().equals(version)) {
              int from = i * WINDOW / 2;
              float[][] window = Arrays.copyOfRange(frames, from, from + WINDOW);
              double expected =
                  detector
                      .score(List.of(new WindowInput(classOf(sensor), sensor, window)))
                      .get(0)
                      .score();
              // The pipeline keeps frames as 16 bit floats.
              assertThat(score.getScore())
                  .as("%s %s", sensor, score.getWindowStart())
                  .isCloseTo(expected, withinPercentage(2));
              scoring.add(version);
            }
          }
        }
      }
    }
    assertThat(scoring).isEqualTo(bundles.keySet());
    assertThat(scores.values().stream().flatMap(List::stream).map(WindowScore::getModelVersion))
        .allMatch(bundles::containsKey);
  }

  private static String classOf(String machine) {
    return machine.startsWith("more-")
        ? MACHINES.get(Integer.parseInt(machine.substring(5)) % MACHINES.size()).id()
        : machine;
  }

  /** The samples of those sensors whose scores are computed again. */
  private Map<String, float[]> sound() throws Exception {
    Set<String> checked = new TreeSet<>(Set.of(PATIENT));
    for (int i = 0; i < CHECKED; i++) {
      checked.add("more-%02d".formatted(MACHINES.size() + 7 * i));
    }
    Map<String, List<AudioChunk>> chunks =
        all(Topics.AUDIO).stream()
            .filter(chunk -> checked.contains(chunk.getSensorId()))
            .collect(Collectors.groupingBy(AudioChunk::getSensorId));
    Map<String, float[]> samples = new TreeMap<>();
    chunks.forEach(
        (sensor, ofSensor) -> {
          float[] all = new float[ofSensor.size() * MachineSound.SAMPLE_RATE];
          for (AudioChunk chunk : ofSensor) {
            float[] second = Pcm16.decode(chunk.getSamples());
            System.arraycopy(second, 0, all, (int) chunk.getFirstSample(), second.length);
          }
          samples.put(sensor, all);
        });
    return samples;
  }

  /**
   * Trained in seconds on half a minute of held-out sound, which can tell of hours, not of weeks.
   */
  private static ModelBundle firstModel() throws Exception {
    TrainingPlan plan =
        new TrainingPlan(clips(Purpose.TRAINING, 6), clips(Purpose.CALIBRATION, 3))
            .asking(FalseAlarms.HOURS_A_WEEK / 4.0);
    Recipe quick = Recipe.named("default").withEpochs(6).withWindow(WINDOW);
    return new Trainer(2).train(plan, quick, 1, TrainingListener.none());
  }

  private static Dataset clips(Purpose purpose, int count) {
    List<TrainingClip> clips = new ArrayList<>();
    for (SimulatedMachine machine : MACHINES) {
      for (int i = 0; i < count; i++) {
        float[] sound = new float[15 * MachineSound.SAMPLE_RATE];
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

  private PipelineSettings settings() {
    return PipelineSettings.of(bootstrapServers, "loop", "loop-1", folder.resolve("state"));
  }
}
