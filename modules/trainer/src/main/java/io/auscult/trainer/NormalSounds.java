/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.detector.BlockNetwork;
import io.auscult.detector.NormalSound;
import java.util.ArrayList;
import java.util.List;

/** Takes down what a class's normal sound is like, once its network is trained. */
final class NormalSounds {

  private static final int BATCH = 32;

  private NormalSounds() {}

  /**
   * The embeddings and band levels of a class.
   *
   * @param spectrograms every channel of the class's training clips, [frame][mel band]
   */
  static NormalSound of(List<float[][]> spectrograms, BlockNetwork network, Recipe recipe) {
    List<float[][]> windows = new ArrayList<>();
    spectrograms.forEach(logMel -> windows.addAll(Windows.of(logMel, recipe.window())));
    return NormalSound.learn(windows, embeddings(spread(windows, recipe), network));
  }

  private static List<float[][]> spread(List<float[][]> windows, Recipe recipe) {
    int most = Math.min(windows.size(), recipe.maxReferences());
    List<float[][]> kept = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      kept.add(windows.get((int) ((long) i * windows.size() / most)));
    }
    return kept;
  }

  private static float[][] embeddings(List<float[][]> windows, BlockNetwork network) {
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
