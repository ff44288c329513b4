/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.EmbeddingNetwork;
import io.auscult.detector.NormalSound;
import io.auscult.detector.References;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes down what normal sound is like to each sensor, once there is a network. */
final class NormalSounds {

  private static final int BATCH = 32;

  private NormalSounds() {}

  /**
   * The normal sound that each sensor heard, by its id.
   *
   * @param clips normal clips
   * @param maxReferences how many embeddings of a sensor to keep; 0 for a network that gives none
   */
  static Map<String, NormalSound> of(
      List<ClipFeatures> clips, EmbeddingNetwork network, WindowSpec window, int maxReferences) {
    Map<String, NormalSound> normals = new TreeMap<>();
    windows(clips, window)
        .forEach(
            (sensorId, heard) ->
                normals.put(
                    sensorId, NormalSound.learn(heard, embeddings(heard, maxReferences, network))));
    return normals;
  }

  /**
   * What a scorer holds windows against.
   *
   * @param normals the normal sound that each sensor heard, by its id
   * @param clips those that it was learnt from
   */
  static References references(
      Map<String, NormalSound> normals,
      List<ClipFeatures> clips,
      WindowSpec window,
      ScorerSpec scorer) {
    References references = new References(normals);
    return scorer
        .bandsTogether()
        .map(
            statistics ->
                references.withBandCovariance(
                    Map.copyOf(windows(clips, window)), statistics.floorDb()))
        .orElse(references);
  }

  /** The windows that each sensor heard, by its id. */
  private static Map<String, Windows> windows(List<ClipFeatures> clips, WindowSpec window) {
    Map<String, Windows> windows = new TreeMap<>();
    Windows.ReadAhead reader = new Windows.ReadAhead();
    for (ClipFeatures clip : clips) {
      for (int channel = 0; channel < clip.channels().size(); channel++) {
        windows
            .computeIfAbsent(clip.sensorId(channel), id -> new Windows(window, reader))
            .cut(clip.channels().get(channel));
      }
    }
    return windows;
  }

  /** Embeddings of so many of the windows at most, spread evenly over them. */
  private static float[][] embeddings(
      List<float[][]> windows, int maxReferences, EmbeddingNetwork network) {
    float[][] embeddings = new float[Math.min(windows.size(), maxReferences)][];
    for (int from = 0; from < embeddings.length; from += BATCH) {
      int to = Math.min(from + BATCH, embeddings.length);
      float[][][] batch = new float[to - from][][];
      for (int i = from; i < to; i++) {
        batch[i - from] = windows.get((int) ((long) i * windows.size() / embeddings.length));
      }
      var embedded = network.embed(batch);
      for (int i = from; i < to; i++) {
        embeddings[i] = embedded.embedding(i - from);
      }
    }
    return embeddings;
  }
}
