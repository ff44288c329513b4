/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.EmbeddingNetwork;
import io.auscult.detector.NormalSound;
import java.util.ArrayList;
import java.util.List;

/** Takes down what a class's normal sound is like, once there is a network. */
final class NormalSounds {

  private static final int BATCH = 32;

  private NormalSounds() {}

  /**
   * The embeddings and band levels of a class.
   *
   * @param spectrograms every channel of the class's training clips, [frame][mel band]
   * @param maxReferences how many embeddings to keep; 0 for a network that gives none
   */
  static NormalSound of(
      List<float[][]> spectrograms,
      EmbeddingNetwork network,
      WindowSpec window,
      int maxReferences) {
    List<float[][]> windows = new ArrayList<>();
    spectrograms.forEach(logMel -> windows.addAll(Windows.of(logMel, window)));
    return NormalSound.learn(windows, embeddings(spread(windows, maxReferences), network));
  }

  private static List<float[][]> spread(List<float[][]> windows, int maxReferences) {
    int most = Math.min(windows.size(), maxReferences);
    List<float[][]> kept = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      kept.add(windows.get((int) ((long) i * windows.size() / most)));
    }
    return kept;
  }

  private static float[][] embeddings(List<float[][]> windows, EmbeddingNetwork network) {
    float[][] embeddings = new float[windows.size()][];
    for (int from = 0; from < embeddings.length; from += BATCH) {
      int to = Math.min(from + BATCH, embeddings.length);
      var embedded = network.embed(windows.subList(from, to).toArray(float[][][]::new));
      for (int i = from; i < to; i++) {
        embeddings[i] = embedded.embedding(i - from);
      }
    }
    return embeddings;
  }
}
