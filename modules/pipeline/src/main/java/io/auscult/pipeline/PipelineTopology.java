/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AvroSerde;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.detector.Detector;
import io.auscult.dsp.FrontEnd;
import io.auscult.pipeline.assembly.ChunkAssembler;
import io.auscult.pipeline.assembly.WindowReader;
import io.auscult.pipeline.decision.AlarmStateMachine;
import io.auscult.pipeline.state.BlockKey;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.MachineVotes;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import io.auscult.pipeline.state.SensorEvidence;
import io.auscult.pipeline.state.SensorKey;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * The way from chunks to anomalies: assemble, score, decide. Everything of a machine meets in one
 * task, because the record key is the machine id; there is no repartition topic.
 */
public final class PipelineTopology {

  static final String AUDIO = "audio";
  static final String ASSEMBLE = "assemble";
  static final String SCORE = "score";
  static final String DECIDE = "decide";
  static final String SCORES = "scores";
  static final String ANOMALIES = "anomalies";
  static final String HEALTH = "health";

  static final String CURSORS = "sensor-cursors";
  static final String TAILS = "pcm-tails";
  static final String BLOCKS = "log-mel-blocks";
  static final String EVIDENCE = "sensor-evidence";
  static final String UNKNOWN = "unknown-machines";
  static final String VOTES = "machine-votes";
  static final String OPEN = "open-anomalies";

  private PipelineTopology() {}

  /**
   * Builds the topology; needs no broker.
   *
   * @param listening what the model wants to hear
   * @param alarms the alarm logic
   * @param detectors gives the calling thread its detector
   */
  public static Topology build(
      Listening listening, AlarmStateMachine alarms, Supplier<Detector> detectors) {
    FrontEnd frontEnd = listening.frontEnd();
    Topology topology = new Topology();
    topology.addSource(
        AUDIO,
        Serdes.String().deserializer(),
        Topics.AUDIO.values().deserializer(),
        Topics.AUDIO.name());
    topology.addProcessor(
        ASSEMBLE,
        () ->
            new AssembleProcessor(
                new ChunkAssembler(frontEnd),
                new WindowReader(frontEnd, listening.windowFrames()),
                listening.windowHop()),
        AUDIO);
    topology.addProcessor(
        SCORE, () -> new ScoreProcessor(detectors, listening.smoother()), ASSEMBLE);
    topology.addProcessor(DECIDE, () -> new DecideProcessor(detectors, alarms), SCORE);

    topology.addStateStore(store(CURSORS, SensorKey.serde(), SensorCursor.class), ASSEMBLE);
    topology.addStateStore(store(TAILS, SensorKey.serde(), PcmTail.class), ASSEMBLE);
    topology.addStateStore(store(BLOCKS, BlockKey.serde(), LogMelBlock.class), ASSEMBLE);
    topology.addStateStore(store(EVIDENCE, SensorKey.serde(), SensorEvidence.class), SCORE);
    topology.addStateStore(store(UNKNOWN, SensorKey.serde(), SensorHealth.class), SCORE);
    topology.addStateStore(store(VOTES, Serdes.String(), MachineVotes.class), DECIDE);
    topology.addStateStore(store(OPEN, Serdes.String(), AnomalyEvent.class), DECIDE);

    addSink(topology, SCORES, Topics.SCORES, SCORE);
    addSink(topology, ANOMALIES, Topics.ANOMALIES, DECIDE);
    addSink(topology, HEALTH, Topics.HEALTH, ASSEMBLE, SCORE);
    return topology;
  }

  private static <V> void addSink(
      Topology topology, String name, TopicDefinition<V> topic, String... parents) {
    topology.addSink(
        name, topic.name(), Serdes.String().serializer(), topic.values().serializer(), parents);
  }

  private static <K, V extends SpecificRecord> StoreBuilder<KeyValueStore<K, V>> store(
      String name, Serde<K> keys, Class<V> type) {
    return Stores.keyValueStoreBuilder(
        Stores.inMemoryKeyValueStore(name), keys, AvroSerde.of(type));
  }
}
