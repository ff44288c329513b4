/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AvroSerde;
import io.auscult.contracts.SensorHealth;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.dsp.FrontEnd;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.assembly.ChunkAssembler;
import io.auscult.pipeline.assembly.ChunkDecoder;
import io.auscult.pipeline.metrics.PipelineMetrics;
import io.auscult.pipeline.progress.AudioLag;
import io.auscult.pipeline.state.HeldChunk;
import io.auscult.pipeline.state.IndexedKey;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.MachineVotes;
import io.auscult.pipeline.state.PcmTail;
import io.auscult.pipeline.state.SensorCursor;
import io.auscult.pipeline.state.SensorEvidence;
import io.auscult.pipeline.state.SensorKey;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
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
  static final String SHADOW_SCORES = "shadow-scores";
  static final String ANOMALIES = "anomalies";
  static final String HEALTH = "health";

  static final String CURSORS = "sensor-cursors";
  static final String TAILS = "pcm-tails";
  static final String HELD = "held-chunks";
  static final String BLOCKS = "log-mel-blocks";
  static final String EVIDENCE = "sensor-evidence";
  static final String SHADOW_EVIDENCE = "shadow-evidence";
  static final String VOTES = "machine-votes";
  static final String OPEN = "open-anomalies";
  static final String CONDITIONS = "conditions";

  private PipelineTopology() {}

  /**
   * Builds the topology; needs no broker.
   *
   * @param models what scores
   * @param channels what becomes of chunks of several channels
   * @param topics where the sound is from and the results go
   * @param logEnd tells whether a task has read all there is
   * @param metrics counts what happens
   */
  public static Topology build(
      Models models,
      ChannelMode channels,
      PipelineTopics topics,
      LogEnd logEnd,
      PipelineMetrics metrics) {
    return build(models, ChunkFilter.ALL, channels, topics, Map.of(), logEnd, metrics);
  }

  /**
   * As above.
   *
   * @param filter which chunks to listen to
   * @param kafka Kafka client settings, which may name a schema registry for what is written
   */
  static Topology build(
      Models models,
      ChunkFilter filter,
      ChannelMode channels,
      PipelineTopics topics,
      Map<String, String> kafka,
      LogEnd logEnd,
      PipelineMetrics metrics) {
    return build(
        models, filter, channels, topics, kafka, logEnd, metrics, Stores::inMemoryKeyValueStore);
  }

  /**
   * As above.
   *
   * @param stores makes the store of a name
   */
  static Topology build(
      Models models,
      ChannelMode channels,
      PipelineTopics topics,
      LogEnd logEnd,
      PipelineMetrics metrics,
      Function<String, KeyValueBytesStoreSupplier> stores) {
    return build(models, ChunkFilter.ALL, channels, topics, Map.of(), logEnd, metrics, stores);
  }

  private static Topology build(
      Models models,
      ChunkFilter filter,
      ChannelMode channels,
      PipelineTopics topics,
      Map<String, String> kafka,
      LogEnd logEnd,
      PipelineMetrics metrics,
      Function<String, KeyValueBytesStoreSupplier> stores) {
    FrontEnd frontEnd = models.listening().frontEnd();
    AudioLag lag = new AudioLag(logEnd::endOffset);
    metrics.lag(lag::chunks);
    Topology topology = new Topology();
    MachineDirectory.addTo(topology);
    // As bytes: what cannot be decoded is a chunk like any other that is refused.
    topology.addSource(
        AUDIO, Serdes.String().deserializer(), Serdes.ByteArray().deserializer(), topics.audio());
    topology.addProcessor(
        ASSEMBLE,
        () ->
            new AssembleProcessor(
                filter,
                new ChunkDecoder(channels),
                new ChunkAssembler(frontEnd),
                logEnd,
                lag,
                metrics),
        AUDIO);
    String shadowScores = topics.shadowScores();
    topology.addProcessor(
        SCORE, () -> new ScoreProcessor(models, shadowScores != null, metrics), ASSEMBLE);
    topology.addProcessor(DECIDE, () -> new DecideProcessor(models, metrics), SCORE);

    StoreAdder adder = new StoreAdder(topology, stores);
    adder.add(CURSORS, SensorKey.serde(), SensorCursor.class, ASSEMBLE, SCORE);
    adder.add(TAILS, SensorKey.serde(), PcmTail.class, ASSEMBLE);
    adder.add(HELD, IndexedKey.serde(), HeldChunk.class, ASSEMBLE);
    adder.add(BLOCKS, IndexedKey.serde(), LogMelBlock.class, ASSEMBLE, SCORE);
    adder.add(EVIDENCE, SensorKey.serde(), SensorEvidence.class, SCORE);
    adder.add(VOTES, Serdes.String(), MachineVotes.class, DECIDE);
    adder.add(OPEN, Serdes.String(), AnomalyEvent.class, DECIDE);
    adder.add(CONDITIONS, Serdes.String(), SensorHealth.class, ASSEMBLE, SCORE, DECIDE);

    addSink(topology, kafka, SCORES, topics.scores(), Topics.SCORES, SCORE);
    if (shadowScores != null) {
      adder.add(SHADOW_EVIDENCE, SensorKey.serde(), SensorEvidence.class, SCORE);
      addSink(topology, kafka, SHADOW_SCORES, shadowScores, Topics.SHADOW_SCORES, SCORE);
    }
    addSink(topology, kafka, ANOMALIES, topics.anomalies(), Topics.ANOMALIES, DECIDE);
    addSink(topology, kafka, HEALTH, topics.health(), Topics.HEALTH, ASSEMBLE, SCORE);
    return topology;
  }

  private static <V> void addSink(
      Topology topology,
      Map<String, String> kafka,
      String name,
      String topic,
      TopicDefinition<V> definition,
      String... parents) {
    topology.addSink(
        name, topic, Serdes.String().serializer(), definition.values(kafka).serializer(), parents);
  }

  private record StoreAdder(
      Topology topology, Function<String, KeyValueBytesStoreSupplier> stores) {

    <K, V extends SpecificRecord> void add(
        String name, Serde<K> keys, Class<V> type, String... processors) {
      StoreBuilder<KeyValueStore<K, V>> store =
          Stores.keyValueStoreBuilder(stores.apply(name), keys, AvroSerde.of(type));
      topology.addStateStore(store, processors);
    }
  }
}
