/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.NetworkSpec.TorchScript;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Finds out by trying what a TorchScript program takes and gives. */
public final class TorchScriptProbe {

  // A number that is no batch of one, nor likely to be one of channels.
  private static final int WINDOWS = 3;

  /** Two logits that differ by more, in parts of the larger, do not come from the same window. */
  private static final float SAME = 1e-3f;

  private static final float SILENCE_DB = -156;

  private final byte[] program;
  private final int melBands;
  private final int frames;
  private final List<ClassSpec> classes;
  private final Random random = new Random(0);

  /**
   * A probe.
   *
   * @param program the bytes of a {@code .pt} file
   * @param melBands of every window
   * @param frames of every window
   * @param classes what the program is said to tell apart, in the order of its logits
   */
  public TorchScriptProbe(byte[] program, int melBands, int frames, List<ClassSpec> classes) {
    this.program = program;
    this.melBands = melBands;
    this.frames = frames;
    this.classes = List.copyOf(classes);
  }

  /**
   * Runs the program on windows of noise and of silence, in every shape that it could take them in.
   *
   * @param name the network's
   * @return what the program turned out to be
   * @throws IOException if it is no TorchScript, takes no windows of that size, gives something
   *     else than logits for the classes (or embeddings and such logits), values that are not
   *     finite, or another result for a window in other company; one line that says which, with the
   *     shapes
   */
  public TorchScript specify(String name) throws IOException {
    List<String> failures = new ArrayList<>();
    List<String> misfits = new ArrayList<>();
    for (TorchScript.Input input : TorchScript.Input.values()) {
      TorchScript tried = new TorchScript(name, input, 0, classes);
      try (TorchScriptNetwork network = TorchScriptNetwork.load(tried, program)) {
        float[][][] windows = {noise(), silence(), noise()};
        List<Tensor> outputs;
        try {
          outputs = network.run(windows);
        } catch (IllegalArgumentException e) {
          failures.add(String.valueOf(e.getMessage()));
          continue;
        }
        if (!fits(outputs)) {
          String shape = Arrays.toString(network.inputShape(Tensor.of(windows)));
          misfits.add(
              "gives %s for windows of shape %s"
                  .formatted(TorchScriptNetwork.shapes(outputs), shape));
          continue;
        }
        requireFinite(outputs);
        requireSteady(network, windows, outputs);
        return outputs.size() == 1
            ? tried
            : new TorchScript(name, input, (int) outputs.get(0).shape()[1], classes);
      }
    }
    if (misfits.isEmpty()) {
      throw new IOException(String.join("; ", failures));
    }
    throw new IOException(
        "%s; for %d machines it must give logits of shape [%d, %d], or a tuple of embeddings and such logits"
            .formatted(String.join(", and ", misfits), classes.size(), WINDOWS, classes.size()));
  }

  private boolean fits(List<Tensor> outputs) {
    boolean embeds = outputs.size() == 2;
    return (embeds || outputs.size() == 1)
        && outputs.get(outputs.size() - 1).hasShape(WINDOWS, classes.size())
        && (!embeds
            || (outputs.get(0).shape().length == 2 && outputs.get(0).shape()[0] == WINDOWS));
  }

  private static void requireFinite(List<Tensor> outputs) throws IOException {
    for (Tensor output : outputs) {
      for (float value : output.values()) {
        if (!Float.isFinite(value)) {
          throw new IOException("gives %s for a window of noise or silence".formatted(value));
        }
      }
    }
  }

  private static void requireSteady(
      TorchScriptNetwork network, float[][][] windows, List<Tensor> together) throws IOException {
    List<Tensor> alone;
    try {
      alone = network.run(new float[][][] {windows[0]});
    } catch (IllegalArgumentException e) {
      throw new IOException("takes %d windows, but %s".formatted(WINDOWS, e.getMessage()), e);
    }
    for (int i = 0; i < together.size(); i++) {
      float[] first = together.get(i).rows()[0];
      if (alone.size() != together.size() || !alone.get(i).hasShape(1, first.length)) {
        throw new IOException(
            "gives %s for %d windows, but %s for one"
                .formatted(
                    TorchScriptNetwork.shapes(together),
                    WINDOWS,
                    TorchScriptNetwork.shapes(alone)));
      }
      float[] again = alone.get(i).values();
      float largest = 1;
      for (float value : first) {
        largest = Math.max(largest, Math.abs(value));
      }
      for (int k = 0; k < first.length; k++) {
        if (!(Math.abs(first[k] - again[k]) <= SAME * largest)) {
          throw new IOException(
              "gives %s for a window alone and %s for it in a batch of %d: save it in evaluation mode, model.eval()"
                  .formatted(again[k], first[k], WINDOWS));
        }
      }
    }
  }

  private float[][] noise() {
    float[][] window = new float[frames][melBands];
    for (float[] frame : window) {
      for (int band = 0; band < melBands; band++) {
        frame[band] = (float) (-50 + 10 * random.nextGaussian());
      }
    }
    return window;
  }

  private float[][] silence() {
    float[][] window = new float[frames][melBands];
    for (float[] frame : window) {
      Arrays.fill(frame, SILENCE_DB);
    }
    return window;
  }
}
