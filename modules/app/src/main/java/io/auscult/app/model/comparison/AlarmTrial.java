/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.WindowScore;
import io.auscult.pipeline.decision.AlarmRule;
import io.auscult.pipeline.decision.AlarmStateMachine;
import io.auscult.pipeline.decision.Decision;
import io.auscult.pipeline.decision.MachineRules;
import io.auscult.pipeline.state.MachineVotes;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The anomalies that a model would have raised at one machine, by the rules of the pipeline. */
final class AlarmTrial {

  private final AlarmStateMachine alarms;
  private final MachineRules rules;
  private final List<Span> ended = new ArrayList<>();
  private MachineVotes votes = AlarmStateMachine.silent();
  private @Nullable AnomalyEvent open;

  AlarmTrial(Contender model, MachineRules rules) {
    this.alarms = new AlarmStateMachine(AlarmRule.of(model.manifest().alarm()));
    this.rules = rules;
  }

  /** The next window of the machine. */
  void hear(WindowScore score) {
    AnomalyEvent before = open;
    Decision decision = alarms.decide(votes, before, score, rules, List::of);
    votes = decision.votes();
    open = decision.open();
    if (before != null && open == null) {
      ended.add(new Span(before.getOpenedAt(), before.getLastAt()));
    }
  }

  /** When there were anomalies, the one that is still open among them. */
  List<Span> anomalies() {
    List<Span> all = new ArrayList<>(ended);
    if (open != null) {
      all.add(new Span(open.getOpenedAt(), open.getLastAt()));
    }
    return all;
  }
}
