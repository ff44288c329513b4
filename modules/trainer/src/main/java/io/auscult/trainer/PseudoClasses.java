/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.util.ArrayList;
import java.util.List;

/**
 * Sisters that do not exist, made of a machine's own normal sound: a network with few machines has
 * too little to tell apart, with a single one nothing at all.
 *
 * @param belowMachines a network of fewer machines gets them; 0 for never
 * @param distortions one class a machine for each
 * @see <a href="https://arxiv.org/abs/1805.10917">Golan, El-Yaniv: Deep Anomaly Detection Using
 *     Geometric Transformations</a>
 */
public record PseudoClasses(int belowMachines, List<Distortion> distortions) {

  /**
   * @throws IllegalArgumentException if networks are to get them, but there is no distortion
   */
  public PseudoClasses {
    distortions = List.copyOf(distortions);
    Recipe.require(belowMachines >= 0, "pseudoClasses.belowMachines: must not be negative");
    Recipe.require(
        belowMachines == 0 || !distortions.isEmpty(),
        "pseudoClasses.distortions: must hold at least one");
  }

  /** A network has the classes its machines give it. */
  public static PseudoClasses none() {
    return new PseudoClasses(0, List.of());
  }

  /** How a network of so many machines hears each of them: as it is first, then distorted. */
  List<Distortion> hearings(int machines) {
    List<Distortion> hearings = new ArrayList<>();
    hearings.add(new Distortion.None());
    if (machines < belowMachines) {
      hearings.addAll(distortions);
    }
    return hearings;
  }
}
