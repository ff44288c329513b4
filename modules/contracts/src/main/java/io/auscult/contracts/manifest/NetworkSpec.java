/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import java.util.List;

/**
 * One network of a bundle. A jointly trained model has one; a model trained per machine type has
 * one per type.
 *
 * @param name prefixes the network's tensors in the weights, unique in the manifest
 * @param architecture which network to build
 * @param head what turns embeddings into logits
 * @param classes the classes it tells apart, in the order of its logits
 * @param pseudoClasses how many further logits stand for sounds that the training made up
 */
public record NetworkSpec(
    String name,
    Architecture architecture,
    HeadSpec head,
    List<ClassSpec> classes,
    int pseudoClasses) {

  /**
   * @throws IllegalArgumentException if the name is blank or there is no class
   */
  public NetworkSpec {
    Require.text(name, "network.name");
    classes = List.copyOf(classes);
    Require.that(!classes.isEmpty(), "network.classes", classes, "a list with at least one class");
    Require.that(pseudoClasses >= 0, "network.pseudoClasses", pseudoClasses, "0 or more");
  }

  /** How many logits the network has: of its classes first, then of the pseudo-classes. */
  public int logits() {
    return classes.size() + pseudoClasses;
  }

  /** The same network with other classes. */
  NetworkSpec with(List<ClassSpec> others) {
    return new NetworkSpec(name, architecture, head, others, pseudoClasses);
  }
}
