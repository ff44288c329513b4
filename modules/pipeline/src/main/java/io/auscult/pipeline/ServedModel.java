/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.detector.Detector;
import io.auscult.pipeline.assembly.WindowReader;
import io.auscult.pipeline.decision.AlarmStateMachine;
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

  /** The class that a machine is held against unless an operator says otherwise. */
  String classOf(String machineId) {
    return classes.getOrDefault(machineId, machineId);
  }
}
