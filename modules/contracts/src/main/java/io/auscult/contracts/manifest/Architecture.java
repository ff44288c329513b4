/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The networks that Auscult knows how to build. */
public enum Architecture {
  /** The published notebook's ResNet of 8-16-32-64 channels; embeds into 64 dimensions. */
  @JsonProperty("seed-resnet")
  SEED_RESNET(64),

  /**
   * Eight pre-activation residual blocks with squeeze-and-excitation, 16 to 128 channels; embeds
   * into 128 dimensions.
   */
  @JsonProperty("wide-resnet")
  WIDE_RESNET(128);

  private final int embeddingSize;

  Architecture(int embeddingSize) {
    this.embeddingSize = embeddingSize;
  }

  /** Dimensions of the embedding of one window. */
  public int embeddingSize() {
    return embeddingSize;
  }
}
