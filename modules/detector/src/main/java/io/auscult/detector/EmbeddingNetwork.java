/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/** A trained network for scoring. Used by one thread at a time. */
public interface EmbeddingNetwork extends AutoCloseable {

  /**
   * Embeds a batch of windows.
   *
   * @param windows [window][frame][mel band] log-mel in dB; at least one, all of the same size
   */
  Embedded embed(float[][][] windows);

  @Override
  void close();

  /** What a network makes of a batch; its rows are in the order of the windows. */
  final class Embedded {

    private final float[][] embeddings;
    private final float[][] logits;

    Embedded(float[][] embeddings, float[][] logits) {
      this.embeddings = embeddings;
      this.logits = logits;
    }

    /** The embedding of a window, not normalised. */
    public float[] embedding(int window) {
      return embeddings[window];
    }

    /** One logit per class. */
    public float[] logits(int window) {
      return logits[window];
    }
  }
}
