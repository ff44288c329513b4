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
 */
public record NetworkSpec(
    String name, Architecture architecture, HeadSpec head, List<ClassSpec> classes) {

  /**
   * @throws IllegalArgumentException if the name is blank or there is no class
   */
  public NetworkSpec {
    Require.text(name, "network.name");
    classes = List.copyOf(classes);
    Require.that(!classes.isEmpty(), "network.classes", classes, "a list with at least one class");
  }
}
