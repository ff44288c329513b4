/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.SensorHealth;
import io.auscult.pipeline.state.MachineNotes;
import io.auscult.pipeline.state.WantedClip;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Notes anomalies and conditions, and wants the clip of each anomaly that closes. */
final class WatchProcessor extends ContextualProcessor<String, SpecificRecord, String, WantedClip> {

  private KeyValueStore<String, MachineNotes> notes;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  WatchProcessor() {}

  @Override
  public void init(ProcessorContext<String, WantedClip> context) {
    super.init(context);
    notes = context.getStateStore(CuratorTopology.NOTES);
  }

  @Override
  public void process(Record<String, SpecificRecord> record) {
    if (record.value() instanceof AnomalyEvent event) {
      note(event);
    } else if (record.value() instanceof SensorHealth event) {
      MachineNotes changed = NoteBook.with(of(event.getMachineId()), event);
      if (changed != null) {
        notes.put(event.getMachineId(), changed);
      }
    }
  }

  private MachineNotes of(String machineId) {
    @Nullable MachineNotes known = notes.get(machineId);
    return known == null ? NoteBook.EMPTY : known;
  }

  private void note(AnomalyEvent event) {
    MachineNotes before = of(event.getMachineId());
    if (NoteBook.knowsEndOf(before, event.getAnomalyId())) {
      return;
    }
    notes.put(event.getMachineId(), NoteBook.with(before, event));
    if (event.getState() == AnomalyState.CLOSED) {
      WantedClip wanted =
          WantedClip.newBuilder()
              .setMachineId(event.getMachineId())
              .setSensorId(event.getSensorId())
              .setAnomalyId(event.getAnomalyId())
              .setPartition(event.getEvidencePartition())
              .setOffsetFirst(event.getEvidenceOffsetFirst())
              .setOffsetLast(event.getEvidenceOffsetLast())
              .build();
      context()
          .forward(
              new Record<>(event.getMachineId(), wanted, context().currentSystemTimeMs()),
              CuratorTopology.FETCH);
    }
  }
}
