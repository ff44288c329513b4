/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Topics;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators decided about each machine, as of now: the global store of auscult.machines. */
public final class MachineDirectory {

  /** The global store's name. */
  static final String STORE = "machines";

  private static final Logger LOG = LoggerFactory.getLogger(MachineDirectory.class);

  // Values stay bytes: a restored global store holds whatever the topic held, also what cannot be
  // read, and that must not stop the pipeline.
  private final KeyValueStore<String, byte[]> settings;
  private final Deserializer<MachineSettings> values;

  /** As a processor of a topology sees it that has the store. */
  public MachineDirectory(ProcessorContext<?, ?> context) {
    this.settings = context.getStateStore(STORE);
    this.values = Topics.MACHINES.values(context.appConfigs()).deserializer();
  }

  /** Gives a topology the store, and what keeps it up to date. */
  public static void addTo(Topology topology) {
    topology.addGlobalStore(
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
            .withLoggingDisabled(),
        "machine-settings",
        Serdes.String().deserializer(),
        Serdes.ByteArray().deserializer(),
        Topics.MACHINES.name(),
        "remember-machine",
        RememberMachine::new);
  }

  /** Null if nobody decided anything, or what they wrote cannot be read. */
  public @Nullable MachineSettings of(String machineId) {
    try {
      return values.deserialize(Topics.MACHINES.name(), settings.get(machineId));
    } catch (SerializationException e) {
      LOG.warn("settings ignored machine={} reason={}", machineId, e.getMessage());
      return null;
    }
  }
}
