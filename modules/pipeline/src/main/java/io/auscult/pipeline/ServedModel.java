/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.Detector;
import io.auscult.detector.WindowInput;
import io.auscult.detector.WindowResult;
import io.auscult.pipeline.assembly.WindowReader;
import io.auscult.pipeline.decision.AlarmStateMachine;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A model as one stream thread uses it.
 *
 * @param detector of this thread
 * @param listening what the model wants to hear
 * @param windows cuts its windows
 * @param alarms its alarm logic
 * @param classes the class of each machine it has learned
 */
record ServedModel(
    Detector detector,
    Listening listening,
    WindowReader windows,
    AlarmStateMachine alarms,
    Map<String, String> classes) {

  static ServedModel of(Detector detector, AlarmStateMachine alarms) {
    ModelManifest manifest = detector.manifest();
    Listening listening = Listening.of(manifest);
    return new ServedModel(
        detector,
        listening,
        new WindowReader(listening.frontEnd(), listening.windowFrames(), listening.windowHop()),
        alarms,
        manifest.machines().stream()
            .collect(Collectors.toUnmodifiableMap(MachineSpec::id, MachineSpec::modelClass)));
  }

  String version() {
    return detector.manifest().modelVersion();
  }

  /** The class that a window is held against. */
  String classOf(HeardWindow window) {
    String chosen = window.chosenClass();
    return chosen == null ? classOf(window.sensor().machineId()) : chosen;
  }

  /** Whether the model has learned that class. */
  boolean knows(HeardWindow window) {
    return detector.knows(classOf(window));
  }

  /**
   * Scores windows that it {@link #knows}, in one forward pass.
   *
   * @return one result per window, in their order; none need be finite
   */
  List<WindowResult> score(List<HeardWindow> batch) {
    return detector.score(
        batch.stream()
            .map(
                heard ->
                    new WindowInput(
                        classOf(heard), heard.sensor().sensorId(), heard.window().logMel()))
            .toList());
  }

  /** The class that a machine is held against unless an operator says otherwise. */
  private String classOf(String machineId) {
    return classes.getOrDefault(machineId, machineId);
  }
}
