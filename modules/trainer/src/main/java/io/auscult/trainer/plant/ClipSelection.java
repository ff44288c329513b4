/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import io.auscult.contracts.Verdict;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Selects from the clips that a plant has kept what a model may learn from. */
final class ClipSelection {

  private final Judgements judgements;
  private final SelectionRules rules;
  private final SortedMap<String, MachineSelection> machines = new TreeMap<>();

  ClipSelection(Judgements judgements, SelectionRules rules) {
    this.judgements = judgements;
    this.rules = rules;
  }

  /** Looks at a clip of {@code auscult.normals}. */
  void addNormal(KeptSound sound) {
    MachineSelection machine = machine(sound);
    if (machine.isNew(sound)) {
      reason(sound).ifPresentOrElse(machine::exclude, () -> machine.addNormal(sound));
    }
  }

  /** Looks at a clip of {@code auscult.clips}. */
  void addOfAnomaly(KeptSound sound) {
    MachineSelection machine = machine(sound);
    if (!machine.isNew(sound)) {
      return;
    }
    Verdict verdict =
        sound.anomalyId() == null ? Verdict.UNKNOWN : judgements.verdict(sound.anomalyId());
    switch (verdict) {
      case FALSE_ALARM, NORMAL ->
          reason(sound).ifPresentOrElse(machine::exclude, () -> machine.addLabelled(sound));
      case REAL -> {
        machine.exclude(Exclusion.REAL);
        if (sound.isPlausible() && !isShort(sound) && judgements.mayBeHeard(sound.machineId())) {
          machine.addReal(sound);
        }
      }
      case UNKNOWN -> machine.exclude(Exclusion.UNJUDGED);
    }
  }

  private MachineSelection machine(KeptSound sound) {
    return machines.computeIfAbsent(sound.machineId(), id -> new MachineSelection());
  }

  private Optional<Exclusion> reason(KeptSound sound) {
    if (!sound.isPlausible()) {
      return Optional.of(Exclusion.UNDECODABLE);
    }
    Optional<Exclusion> judged = judgements.against(sound);
    return judged.isEmpty() && isShort(sound) ? Optional.of(Exclusion.TOO_SHORT) : judged;
  }

  private boolean isShort(KeptSound sound) {
    return sound.seconds() < rules.leastSeconds();
  }

  /** All machines that there is sound of, by their ids; what moved sensors heard is left out. */
  SortedMap<String, MachineSelection> machines() {
    Map<String, KeptSound> last = new HashMap<>();
    for (MachineSelection machine : machines.values()) {
      for (KeptSound sound : machine.candidates()) {
        last.merge(
            sound.sensorId(),
            sound,
            (one, other) -> one.capturedAt().isBefore(other.capturedAt()) ? other : one);
      }
    }
    machines.forEach(
        (id, machine) ->
            machine.leaveOut(
                sound -> {
                  KeptSound latest = last.get(sound.sensorId());
                  return latest != null && !latest.machineId().equals(id);
                },
                Exclusion.SENSOR_MOVED));
    return Collections.unmodifiableSortedMap(machines);
  }
}
