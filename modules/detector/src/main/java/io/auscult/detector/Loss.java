/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.auscult.contracts.manifest.HeadSpec;

/** Cross-entropy against soft targets, after an angular margin if there is one. */
final class Loss {

  // The slope of acos is infinite at 1.
  private static final double NEARLY_ONE = 1 - 1e-6;

  private final double margin;
  private final double scale;

  Loss(HeadSpec head, double margin) {
    this.margin = margin;
    this.scale = head instanceof HeadSpec.Cosine cosine ? cosine.scale() : 1;
  }

  /**
   * The mean loss of a batch, on the manager of the logits.
   *
   * @param logits [window, class]
   */
  NDArray of(NDArray logits, TrainingBatch batch) {
    NDManager manager = logits.getManager();
    Shape shape = new Shape(batch.size(), batch.classes());
    NDArray judged =
        margin == 0 ? logits : withMargin(logits, manager.create(batch.margins(), shape));
    NDArray targets = manager.create(batch.targets(), shape);
    return judged.logSoftmax(1).mul(targets).sum().div(-batch.size());
  }

  /** ArcFace: the own class's centre must win although the angle to it counts as so much wider. */
  private NDArray withMargin(NDArray logits, NDArray margins) {
    NDArray angle = logits.div(scale).clip(-NEARLY_ONE, NEARLY_ONE).acos();
    return angle.add(margins.mul(margin)).minimum(Math.PI).cos().mul(scale);
  }
}
