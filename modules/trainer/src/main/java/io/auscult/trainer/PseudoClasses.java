/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.ScorerSpec;
import java.util.List;

/**
 * Sisters that do not exist, made of a machine's own normal sound: a network with few machines has
 * too little to tell apart, with a single one nothing at all.
 *
 * @param belowMachines a network of fewer machines gets them
 * @param distortions one class a machine for each
 * @param scorer how the windows of a model with such a network are scored: what is learnt from
 *     made-up sisters is worth less than what is learnt from real ones
 * @see <a href="https://arxiv.org/abs/1805.10917">Golan, El-Yaniv: Deep Anomaly Detection Using
 *     Geometric Transformations</a>
 */
public record PseudoClasses(int belowMachines, List<Distortion> distortions, ScorerSpec scorer) {

  /**
   * @throws IllegalArgumentException if no network could ever get them, or there is no distortion
   */
  public PseudoClasses {
    distortions = List.copyOf(distortions);
    Recipe.require(belowMachines > 1, "pseudoClasses.belowMachines: must be at least 2");
    Recipe.require(!distortions.isEmpty(), "pseudoClasses.distortions: must hold at least one");
  }
}
