/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * One network of a bundle. A jointly trained model has one; a model trained per machine type has
 * one per type.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "network")
@JsonSubTypes({
  @JsonSubTypes.Type(value = NetworkSpec.Blocks.class, name = "blocks"),
  @JsonSubTypes.Type(value = NetworkSpec.TorchScript.class, name = "torchscript")
})
public sealed interface NetworkSpec {

  /** Names what the network has in the bundle, unique in the manifest. */
  String name();

  /** The classes it tells apart, in the order of its logits. */
  List<ClassSpec> classes();

  /** How many logits it has: of its classes first, then of the pseudo-classes. */
  default int logits() {
    return classes().size();
  }

  /** Dimensions of the embedding of one window; 0 if it gives none. */
  int embeddingSize();

  /** The same network with other calibrations of its classes. */
  NetworkSpec withClasses(List<ClassSpec> others);

  /**
   * A network that Auscult builds and trains.
   *
   * @param name prefixes the network's tensors in the weights, unique in the manifest
   * @param architecture which network to build
   * @param head what turns embeddings into logits
   * @param classes the classes it tells apart, in the order of its logits
   * @param pseudoClasses how many further logits stand for sounds that the training made up
   */
  record Blocks(
      String name,
      Architecture architecture,
      HeadSpec head,
      List<ClassSpec> classes,
      int pseudoClasses)
      implements NetworkSpec {

    /**
     * @throws IllegalArgumentException if the name is blank, there is no class or the number of
     *     pseudo-classes is negative
     */
    public Blocks {
      classes = checked(name, classes);
      Require.that(pseudoClasses >= 0, "networks.pseudoClasses", pseudoClasses, "0 or more");
    }

    @Override
    public int logits() {
      return classes.size() + pseudoClasses;
    }

    @Override
    public int embeddingSize() {
      return architecture.embeddingSize();
    }

    @Override
    public Blocks withClasses(List<ClassSpec> others) {
      return new Blocks(name, architecture, head, others, pseudoClasses);
    }
  }

  /**
   * A network that somebody else made, as a TorchScript program in the bundle.
   *
   * @param name the bundle's entry is called {@code <name>.pt}, unique in the manifest
   * @param input the shape of what it takes
   * @param embeddingSize dimensions of the embedding that it gives beside the logits; 0 if it gives
   *     logits alone
   * @param classes the classes it tells apart, in the order of its logits
   */
  record TorchScript(String name, Input input, int embeddingSize, List<ClassSpec> classes)
      implements NetworkSpec {

    /** The shape of a batch of windows. */
    public enum Input {
      /** [window, 1, mel band, frame]: the spectrogram as an image. */
      @JsonProperty("window-1-band-frame")
      IMAGES,

      /** [window, mel band, frame]. */
      @JsonProperty("window-band-frame")
      SPECTROGRAMS
    }

    /**
     * @throws IllegalArgumentException if the name is blank, there is no class or the embedding's
     *     size is negative
     */
    public TorchScript {
      classes = checked(name, classes);
      Require.that(embeddingSize >= 0, "networks.embeddingSize", embeddingSize, "0 or more");
    }

    @Override
    public TorchScript withClasses(List<ClassSpec> others) {
      return new TorchScript(name, input, embeddingSize, others);
    }
  }

  private static List<ClassSpec> checked(String name, List<ClassSpec> classes) {
    Require.text(name, "network.name");
    Require.that(!classes.isEmpty(), "network.classes", classes, "a list with at least one class");
    return List.copyOf(classes);
  }
}
