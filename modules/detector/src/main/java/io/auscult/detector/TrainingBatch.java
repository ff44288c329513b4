/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

/** One step's windows and what they are to be told apart as. All zeros until it is filled. */
public final class TrainingBatch {

  private final int size;
  private final int classes;
  private final float[] windows;
  private final float[] targets;
  private final float[] margins;

  /** An empty batch for so many windows. */
  public TrainingBatch(int size, int melBands, int frames, int classes) {
    this.size = size;
    this.classes = classes;
    this.windows = new float[size * melBands * frames];
    this.targets = new float[size * classes];
    this.margins = new float[size * classes];
  }

  /** How many windows it holds. */
  public int size() {
    return size;
  }

  int classes() {
    return classes;
  }

  /** [window, mel band, frame] log-mel in dB, to be written to. */
  public float[] windows() {
    return windows;
  }

  /** [window, class] the probabilities to learn, each row sums to 1; to be written to. */
  public float[] targets() {
    return targets;
  }

  /** [window, class] 1 for the class whose centre must win by the margin; to be written to. */
  public float[] margins() {
    return margins;
  }
}
