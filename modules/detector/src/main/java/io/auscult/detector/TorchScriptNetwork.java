/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import io.auscult.contracts.manifest.NetworkSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A network that somebody else made, as a TorchScript program. It runs in evaluation mode, its
 * parameters are frozen. Holds native memory until it is closed; used by one thread at a time.
 */
public final class TorchScriptNetwork implements EmbeddingNetwork {

  private final NetworkSpec.TorchScript spec;
  private final NDManager manager;
  private final PtSymbolBlock program;
  private final ParameterStore store;

  private TorchScriptNetwork(
      NetworkSpec.TorchScript spec, NDManager manager, PtSymbolBlock program) {
    this.spec = spec;
    this.manager = manager;
    this.program = program;
    this.store = new ParameterStore(manager, false);
  }

  /**
   * A network for scoring.
   *
   * @param spec what {@link TorchScriptProbe} found out about the program
   * @param program the bytes of a {@code .pt} file
   * @throws IOException if they are no TorchScript program; one line that says so
   */
  public static TorchScriptNetwork load(NetworkSpec.TorchScript spec, byte[] program)
      throws IOException {
    NDManager manager = Torch.newManager();
    try {
      // Mapped to our device: it may have been saved on a GPU.
      PtSymbolBlock block =
          JniUtils.loadModule(
              (PtNDManager) manager, new ByteArrayInputStream(program), true, false);
      block.freezeParameters(true);
      return new TorchScriptNetwork(spec, manager, block);
    } catch (EngineException e) {
      manager.close();
      throw new IOException("no TorchScript as torch.jit.save writes it (" + reason(e) + ")", e);
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException if the program fails on them, or gives something else than its
   *     specification says; one line with the shapes
   */
  @Override
  public Embedded embed(float[][][] windows) {
    List<Tensor> outputs = run(windows);
    Tensor logits = outputs.get(outputs.size() - 1);
    boolean embeds = spec.embeddingSize() > 0;
    boolean expected =
        outputs.size() == (embeds ? 2 : 1)
            && logits.hasShape(windows.length, spec.classes().size())
            && (!embeds || outputs.get(0).hasShape(windows.length, spec.embeddingSize()));
    if (!expected) {
      throw new IllegalArgumentException(
          "network %s gives %s for %d windows: not what the manifest says"
              .formatted(spec.name(), shapes(outputs), windows.length));
    }
    return new Embedded(
        embeds ? outputs.get(0).rows() : new float[windows.length][0], logits.rows());
  }

  /**
   * Whatever the program gives for a batch.
   *
   * @throws IllegalArgumentException if it fails; one line that says why
   */
  List<Tensor> run(float[][][] windows) {
    Tensor batch = Tensor.of(windows);
    try (NDManager step = manager.newSubManager()) {
      NDArray input = step.create(batch.values(), new Shape(inputShape(batch)));
      NDList outputs = program.forward(store, new NDList(input), false);
      if (outputs.stream().anyMatch(output -> output.getName() != null)) {
        throw new UnsupportedOperationException("it gives a dictionary, not a tensor or a tuple");
      }
      return outputs.stream().map(TorchScriptNetwork::tensor).toList();
    } catch (EngineException | UnsupportedOperationException e) {
      throw new IllegalArgumentException(
          "fails on windows of shape %s: %s"
              .formatted(Arrays.toString(inputShape(batch)), reason(e)),
          e);
    }
  }

  long[] inputShape(Tensor batch) {
    long[] shape = batch.shape();
    return switch (spec.input()) {
      case IMAGES -> new long[] {shape[0], 1, shape[1], shape[2]};
      case SPECTROGRAMS -> shape;
    };
  }

  private static Tensor tensor(NDArray array) {
    NDArray floats = array.toType(DataType.FLOAT32, false);
    return new Tensor(floats.getShape().getShape(), floats.toFloatArray());
  }

  static String shapes(List<Tensor> tensors) {
    List<String> shapes = tensors.stream().map(tensor -> Arrays.toString(tensor.shape())).toList();
    return String.join(" and ", shapes);
  }

  /** Of the pages that libtorch has to say the line that matters: the last one of a traceback. */
  private static String reason(RuntimeException e) {
    List<String> lines =
        String.valueOf(e.getMessage()).lines().filter(line -> !line.isBlank()).toList();
    String last = lines.isEmpty() ? "" : lines.get(lines.size() - 1);
    return last.contains("Error: ") ? last : lines.isEmpty() ? e.toString() : lines.get(0);
  }

  @Override
  public void close() {
    manager.close();
  }
}
