/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the global store of machine settings up to date. */
final class RememberMachine extends ContextualProcessor<String, byte[], Void, Void> {

  private KeyValueStore<String, byte[]> settings;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  RememberMachine() {}

  @Override
  public void init(ProcessorContext<Void, Void> context) {
    super.init(context);
    settings = context.getStateStore(MachineDirectory.STORE);
  }

  @Override
  public void process(Record<String, byte[]> record) {
    if (record.key() != null) {
      settings.put(record.key(), record.value());
    }
  }
}
