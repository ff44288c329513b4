/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.health;

import io.auscult.operations.Probe;
import io.auscult.operations.Probes;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A process that cannot do its work yet, and then one that can. Thread-safe. */
public final class StartingProbes implements Probes {

  private volatile String why = "the pipeline is starting";
  private volatile @Nullable Probes started;

  /**
   * Something is missing.
   *
   * @param reason one line for a person
   */
  public void waitsFor(String reason) {
    why = reason;
  }

  /** From now on these answer. */
  public void started(Probes probes) {
    started = probes;
  }

  /** Live: what is missing may come. */
  @Override
  public Probe live() {
    Probes now = started;
    return now == null ? new Probe(null, Map.of("state", "STARTING")) : now.live();
  }

  @Override
  public Probe ready() {
    Probes now = started;
    return now == null ? new Probe(why, Map.of("state", "STARTING")) : now.ready();
  }
}
