/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.detector.Detector;
import io.auscult.detector.ModelBundle;
import java.io.IOException;
import java.util.List;

/** A recipe, trained without holding clips out for thresholds, which play no part in an AUC. */
record RecipeContender(Recipe recipe, int threads) implements Contender {

  @Override
  public String name() {
    return recipe.name();
  }

  @Override
  public ClipFeatures read(TrainingClip clip) throws IOException {
    return ClipFeatures.read(clip, recipe);
  }

  @Override
  public Model learn(List<ClipFeatures> normals, long seed, TrainingListener listener)
      throws IOException, InterruptedException {
    ModelBundle bundle = new Trainer(threads).train(normals, recipe, seed, listener);
    return new Network(Detector.load(bundle, threads));
  }

  private record Network(Detector detector) implements Model {

    @Override
    public boolean knows(String machine) {
      return detector.knows(machine);
    }

    @Override
    public Scores score(ClipFeatures clip) {
      return ClipScores.whole(detector, clip.clip().machineId(), clip);
    }

    @Override
    public void close() {
      detector.close();
    }
  }
}
