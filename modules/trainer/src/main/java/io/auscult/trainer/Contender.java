/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an evaluation measures: something that learns from normal clips and scores others. */
interface Contender {

  String name();

  /** Reads what it needs of a clip. */
  ClipFeatures read(TrainingClip clip) throws IOException;

  /**
   * Learns.
   *
   * @param normals of the machines it is to know
   * @param seed of every random choice
   */
  Model learn(List<ClipFeatures> normals, long seed, TrainingListener listener)
      throws IOException, InterruptedException;

  /** What was learned. */
  interface Model extends AutoCloseable {

    boolean knows(String machine);

    /** Scores a clip of a machine it knows. */
    Scores score(ClipFeatures clip);

    @Override
    void close();
  }

  /**
   * The scores of a clip, as in {@link ScoredClip}.
   *
   * @param score higher is more anomalous
   * @param softmaxScore of the network's classifier, where there is one
   */
  record Scores(double score, @Nullable Double softmaxScore) {}
}
