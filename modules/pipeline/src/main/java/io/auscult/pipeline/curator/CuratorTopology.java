/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.AvroSerde;
import io.auscult.contracts.TopicDefinition;
import io.auscult.contracts.Topics;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.pipeline.MachineDirectory;
import io.auscult.pipeline.PipelineTopics;
import io.auscult.pipeline.assembly.ChannelMode;
import io.auscult.pipeline.assembly.ChunkDecoder;
import io.auscult.pipeline.metrics.CuratorMetrics;
import io.auscult.pipeline.state.MachineNotes;
import io.auscult.pipeline.state.ScoreHistory;
import io.auscult.pipeline.state.WantedClip;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.Stores;

/** From scores, anomalies and health to clips and news of drift; machine by machine. */
final class CuratorTopology {

  static final String SCORES = "scores";
  static final String ANOMALIES = "anomalies";
  static final String HEALTH = "health";
  static final String WATCH = "watch";
  static final String SAMPLE = "sample";
  static final String FETCH = "fetch";
  static final String DRIFT = "drift";
  static final String CLIPS = "clips";
  static final String NORMALS = "normals";
  static final String NEWS = "news";

  static final String NOTES = "machine-notes";
  static final String WANTED = "wanted-clips";
  static final String HISTORIES = "score-histories";

  private CuratorTopology() {}

  /**
   * Builds the topology; needs no broker.
   *
   * @param model what the model that is served now says of itself
   * @param audio where sound can be heard again
   * @param channels what becomes of chunks of several channels, as in the pipeline
   * @param kafka Kafka client settings, which may name a schema registry
   */
  static Topology build(
      Supplier<ModelManifest> model,
      AudioSource audio,
      ChannelMode channels,
      PipelineTopics topics,
      Map<String, String> kafka,
      CurationRules rules,
      DriftRules driftRules,
      CuratorMetrics metrics) {
    Topology topology = new Topology();
    MachineDirectory.addTo(topology);
    addSource(topology, kafka, SCORES, topics.scores(), Topics.SCORES);
    addSource(topology, kafka, ANOMALIES, topics.anomalies(), Topics.ANOMALIES);
    addSource(topology, kafka, HEALTH, topics.health(), Topics.HEALTH);
    topology.addProcessor(WATCH, WatchProcessor::new, ANOMALIES, HEALTH);
    topology.addProcessor(SAMPLE, () -> new SampleProcessor(model, rules), SCORES);
    ClipMaker maker = new ClipMaker(audio, new ChunkDecoder(channels), rules);
    topology.addProcessor(FETCH, () -> new FetchProcessor(maker, rules, metrics), WATCH, SAMPLE);
    topology.addProcessor(DRIFT, () -> new DriftProcessor(model, driftRules, metrics), SCORES);
    addStore(topology, NOTES, MachineNotes.class, WATCH, SAMPLE, FETCH, DRIFT);
    addStore(topology, WANTED, WantedClip.class, FETCH);
    addStore(topology, HISTORIES, ScoreHistory.class, DRIFT);
    addSink(topology, kafka, CLIPS, topics.clips(), Topics.CLIPS, FETCH);
    addSink(topology, kafka, NORMALS, topics.normals(), Topics.NORMALS, FETCH);
    addSink(topology, kafka, NEWS, topics.health(), Topics.HEALTH, DRIFT);
    return topology;
  }

  private static void addSource(
      Topology topology,
      Map<String, String> kafka,
      String name,
      String topic,
      TopicDefinition<?> definition) {
    topology.addSource(
        name, Serdes.String().deserializer(), definition.values(kafka).deserializer(), topic);
  }

  private static <V> void addSink(
      Topology topology,
      Map<String, String> kafka,
      String name,
      String topic,
      TopicDefinition<V> definition,
      String parent) {
    topology.addSink(
        name, topic, Serdes.String().serializer(), definition.values(kafka).serializer(), parent);
  }

  /** Cached, so that what changes with every window is written once a commit. */
  private static <V extends SpecificRecord> void addStore(
      Topology topology, String name, Class<V> type, String... processors) {
    topology.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.String(), AvroSerde.of(type))
            .withCachingEnabled(),
        processors);
  }
}
