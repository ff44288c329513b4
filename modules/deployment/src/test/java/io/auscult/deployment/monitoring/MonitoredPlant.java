/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.monitoring;

import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.contracts.Topics;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import io.auscult.detector.FalseAlarms;
import io.auscult.detector.ModelBundle;
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
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Two simulated machines and every service that has metrics, each a process, beside a broker. */
final class MonitoredPlant implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final SeedSpace SEEDS = new SeedSpace(7);
  private static final List<SimulatedMachine> MACHINES = Plant.of(2).machines();

  private final EmbeddedKafka kafka;
  private final List<ChildProcess> services = new ArrayList<>();
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  private MonitoredPlant(EmbeddedKafka kafka) {
    this.kafka = kafka;
  }

  /** Trains, publishes the champion, and starts the services. */
  static MonitoredPlant start(Path folder) throws Exception {
    MonitoredPlant plant = new MonitoredPlant(EmbeddedKafka.start(folder.resolve("kafka")));
    try {
      plant.prepare();
      plant.startServices(folder);
      return plant;
    } catch (Exception e) {
      plant.close();
      throw e;
    }
  }

  private void prepare() throws Exception {
    Map<String, Object> client = Map.of("bootstrap.servers", kafka.bootstrapServers());
    try (TopicAdmin admin = TopicAdmin.connect(client, PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
    ModelBundle bundle = train();
    new ModelReleases(client, PATIENCE)
        .publish(
            bundle.toBytes(),
            ManifestJson.write(bundle.manifest()),
            bundle.manifest().modelVersion(),
            "test",
            ReleaseCatalog.CHAMPION);
    try (KafkaProducer<String, MachineSettings> producer =
        new KafkaProducer<>(
            client, new StringSerializer(), Topics.MACHINES.values().serializer())) {
      for (SimulatedMachine machine : MACHINES) {
        MachineSettings settings =
            MachineSettings.newBuilder()
                .setMachineId(machine.id())
                .setSite("Ulm")
                .setLine("Cooling")
                .build();
        producer.send(new ProducerRecord<>(Topics.MACHINES.name(), machine.id(), settings)).get();
      }
    }
  }

  private static ModelBundle train() throws Exception {
    TrainingPlan plan =
        new TrainingPlan(clips(Purpose.TRAINING, 6), clips(Purpose.CALIBRATION, 3))
            .asking(FalseAlarms.HOURS_A_WEEK);
    Recipe quick = Recipe.named("default").withEpochs(4).withWindow(64);
    return new Trainer(1).train(plan, quick, 1, TrainingListener.none());
  }

  private static Dataset clips(Purpose purpose, int count) {
    List<TrainingClip> clips = new ArrayList<>();
    for (SimulatedMachine machine : MACHINES) {
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

  private void startServices(Path folder) throws IOException {
    String brokers = kafka.bootstrapServers();
    Path gateway =
        Files.writeString(
            folder.resolve("gateway.yaml"),
            """
            kafka: {bootstrap.servers: "%s"}
            spool: {folder: "%s", maxBytes: 200MB}
            http: {port: %d}
            sources:
              - {name: fan, machine: fan-0, simulated: {type: FAN, id: 0}}
              - {name: pump, machine: pump-0, simulated: {type: PUMP, id: 0}}
            """
                .formatted(brokers, folder.resolve("spool"), port("gateway")));
    Path notifier =
        Files.writeString(
            folder.resolve("notifier.yaml"),
            """
            kafka: {bootstrap.servers: "%s"}
            http: {port: %d}
            sinks:
              - {name: shift-leader, webhook: {url: "http://127.0.0.1:9/auscult"}}
            """
                .formatted(brokers, port("notifier")));
    run(folder, "gateway", "--config", gateway.toString());
    run(folder, "notifier", "--config", notifier.toString());
    run(
        folder,
        "pipeline",
        "--bootstrap-servers=" + brokers,
        "--state-folder=" + folder.resolve("state"),
        "--http-port=" + port("pipeline"));
    run(folder, "console", "--bootstrap-servers=" + brokers, "--http-port=" + port("console"));
  }

  private void run(Path folder, String command, String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of(options));
    services.add(
        ChildProcess.auscult(folder.resolve(command + ".log"), arguments.toArray(String[]::new)));
  }

  private int port(String service) throws IOException {
    int port = freePort();
    ports.put(service, port);
    return port;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Where each service has its metrics. */
  Map<String, Integer> ports() {
    return ports;
  }

  /** What the services said. */
  String output() {
    StringBuilder all = new StringBuilder();
    services.forEach(service -> all.append(service.output()).append('\n'));
    return all.toString();
  }

  /** Whether none of them has ended. */
  boolean isRunning() {
    return services.stream().allMatch(ChildProcess::isAlive);
  }

  @Override
  public void close() {
    services.forEach(ChildProcess::close);
    kafka.close();
  }
}
