/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.pipeline.Listening;
import io.auscult.pipeline.MachineDirectory;
import io.auscult.pipeline.state.MachineNotes;
import io.auscult.pipeline.state.WantedClip;
import java.util.function.Supplier;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Wants samples of normal sound. */
final class SampleProcessor extends ContextualProcessor<String, WindowScore, String, WantedClip> {

  private final Supplier<ModelManifest> model;
  private final NormalSearch search;

  private KeyValueStore<String, MachineNotes> notes;
  private MachineDirectory machines;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  SampleProcessor(Supplier<ModelManifest> model, CurationRules rules) {
    this.model = model;
    this.search = new NormalSearch(rules);
  }

  @Override
  public void init(ProcessorContext<String, WantedClip> context) {
    super.init(context);
    notes = context.getStateStore(CuratorTopology.NOTES);
    machines = new MachineDirectory(context);
  }

  @Override
  public void process(Record<String, WindowScore> record) {
    WindowScore window = record.value();
    if (window == null) {
      return;
    }
    String machine = window.getMachineId();
    MachineNotes known = notes.get(machine);
    ModelManifest served = model.get();
    NormalSearch.Step step =
        search.take(
            known == null ? NoteBook.EMPTY : known,
            machines.of(machine),
            window,
            served.modelVersion(),
            Listening.of(served).windowPeriod());
    notes.put(machine, step.notes());
    if (step.found() != null) {
      context()
          .forward(
              new Record<>(machine, step.found(), context().currentSystemTimeMs()),
              CuratorTopology.FETCH);
    }
  }
}
