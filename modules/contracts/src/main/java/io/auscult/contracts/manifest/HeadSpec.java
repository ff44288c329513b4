/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What turns an embedding into one logit per model class. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = HeadSpec.Linear.class, name = "linear"),
  @JsonSubTypes.Type(value = HeadSpec.Cosine.class, name = "cosine")
})
public sealed interface HeadSpec {

  /** A linear layer with bias. */
  record Linear() implements HeadSpec {}

  /**
   * The cosine between the embedding and one centre per class.
   *
   * @param scale what the cosine is multiplied with to give the logit
   */
  record Cosine(double scale) implements HeadSpec {

    /**
     * @throws IllegalArgumentException if the scale is not positive
     */
    public Cosine {
      Require.positive(scale, "network.head.scale");
    }
  }
}
