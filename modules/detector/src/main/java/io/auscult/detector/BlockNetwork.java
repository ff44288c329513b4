/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Convolution;
import ai.djl.nn.core.Linear;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import io.auscult.contracts.manifest.HeadSpec;
import io.auscult.contracts.manifest.NetworkSpec;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A network of DJL blocks: a trunk that embeds windows and a head that classifies embeddings. Holds
 * native memory until it is closed; used by one thread at a time.
 */
public final class BlockNetwork implements EmbeddingNetwork {

  static final String TRUNK = "trunk.";
  static final String HEAD = "head.";

  private final NDManager manager;
  private final Block trunk;
  private final Block head;
  private final ParameterStore store;

  private BlockNetwork(NetworkSpec.Blocks spec, int melBands, int frames) {
    this.manager = Torch.newManager();
    this.store = new ParameterStore(manager, false);
    this.trunk = Trunks.of(spec.architecture());
    this.head = head(spec.head(), spec.logits());
    trunk.initialize(manager, DataType.FLOAT32, new Shape(1, melBands, frames));
    head.initialize(manager, DataType.FLOAT32, new Shape(1, spec.architecture().embeddingSize()));
  }

  private static Block head(HeadSpec spec, int logits) {
    if (spec instanceof HeadSpec.Cosine cosine) {
      return CosineHead.of(cosine, logits);
    }
    if (spec instanceof HeadSpec.AdaCos adaCos) {
      return CosineHead.of(adaCos, logits);
    }
    return Linear.builder().setUnits(logits).build();
  }

  /**
   * A network to be trained.
   *
   * @param frames of a window; the seed network and the wide one take others too
   * @param random the source of the initial weights: uniform within 1 / sqrt(fan in), as torch's
   */
  static BlockNetwork create(NetworkSpec.Blocks spec, int melBands, int frames, Random random) {
    BlockNetwork network = new BlockNetwork(spec, melBands, frames);
    initialize(network.trunk, random);
    initialize(network.head, random);
    return network;
  }

  private static void initialize(Block block, Random random) {
    boolean weighted =
        block instanceof Convolution || block instanceof Linear || block instanceof CosineHead;
    if (weighted) {
      NDArray weight = block.getDirectParameters().get("weight").getArray();
      double bound = Math.sqrt((double) weight.getShape().get(0) / weight.size());
      for (Parameter parameter : block.getDirectParameters().values()) {
        if (parameter.getArray() != null) {
          fill(parameter.getArray(), random, bound);
        }
      }
    }
    block.getChildren().values().forEach(child -> initialize(child, random));
  }

  private static void fill(NDArray array, Random random, double bound) {
    float[] values = new float[Math.toIntExact(array.size())];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) ((2 * random.nextDouble() - 1) * bound);
    }
    array.set(FloatBuffer.wrap(values));
  }

  /**
   * A network for scoring; its parameters are frozen.
   *
   * @param weights the tensors of all networks of a bundle
   * @throws IOException if tensors are missing or of other shapes; one line that says which
   */
  static BlockNetwork load(
      NetworkSpec.Blocks spec, int melBands, int frames, Map<String, Tensor> weights)
      throws IOException {
    BlockNetwork network = new BlockNetwork(spec, melBands, frames);
    try {
      for (Map.Entry<String, Parameter> entry : network.parameters().entrySet()) {
        String name = spec.name() + "/" + entry.getKey();
        NDArray array = entry.getValue().getArray();
        Tensor tensor = weights.get(name);
        if (tensor == null) {
          throw new IOException("the weights hold no " + name);
        }
        long[] shape = array.getShape().getShape();
        if (!tensor.hasShape(shape)) {
          throw new IOException(
              name
                  + " has shape "
                  + Arrays.toString(tensor.shape())
                  + ", the network needs "
                  + Arrays.toString(shape));
        }
        entry.getValue().freeze(true);
        array.set(FloatBuffer.wrap(tensor.values()));
      }
      return network;
    } catch (IOException | RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** Every parameter and running mean by its name, which begins with its part of the network. */
  SortedMap<String, Parameter> parameters() {
    SortedMap<String, Parameter> parameters = new TreeMap<>();
    for (Pair<String, Parameter> pair : trunk.getParameters()) {
      parameters.put(TRUNK + pair.getKey(), pair.getValue());
    }
    for (Pair<String, Parameter> pair : head.getParameters()) {
      parameters.put(HEAD + pair.getKey(), pair.getValue());
    }
    // A convolution without bias still lists one.
    parameters.values().removeIf(parameter -> !parameter.isInitialized());
    return parameters;
  }

  /** A copy of every parameter and running mean by its name. */
  SortedMap<String, Tensor> weights() {
    SortedMap<String, Tensor> weights = new TreeMap<>();
    parameters()
        .forEach(
            (name, parameter) -> {
              NDArray array = parameter.getArray();
              weights.put(name, new Tensor(array.getShape().getShape(), array.toFloatArray()));
            });
    return weights;
  }

  /** The parameters that training changes; always in the same order. */
  List<NDArray> trainable() {
    List<NDArray> arrays = new ArrayList<>();
    for (Parameter parameter : parameters().values()) {
      if (parameter.requiresGradient()) {
        arrays.add(parameter.getArray());
      }
    }
    return arrays;
  }

  /** The manager of the parameters; every training step works on a sub-manager of it. */
  NDManager manager() {
    return manager;
  }

  /**
   * One training pass: batch statistics are used and learned.
   *
   * @param windows [window, mel band, frame]
   * @return the logits, [window, class], on the manager of the windows
   */
  NDArray logits(NDArray windows) {
    NDList embeddings = trunk.forward(store, new NDList(windows), true);
    return head.forward(store, embeddings, true).singletonOrThrow();
  }

  /** Ends the training: no gradients from now on. */
  void freeze() {
    parameters().values().forEach(parameter -> parameter.freeze(true));
  }

  @Override
  public Embedded embed(float[][][] windows) {
    try (NDManager step = manager.newSubManager()) {
      Tensor batch = Tensor.of(windows);
      NDList input = new NDList(step.create(batch.values(), new Shape(batch.shape())));
      NDArray embeddings = trunk.forward(store, input, false).singletonOrThrow();
      NDArray logits = head.forward(store, new NDList(embeddings), false).singletonOrThrow();
      return new Embedded(rows(embeddings), rows(logits));
    }
  }

  private static float[][] rows(NDArray matrix) {
    return new Tensor(matrix.getShape().getShape(), matrix.toFloatArray()).rows();
  }

  @Override
  public void close() {
    manager.close();
  }
}
