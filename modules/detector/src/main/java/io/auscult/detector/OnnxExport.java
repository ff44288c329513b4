/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.HeadSpec;
import io.auscult.contracts.manifest.NetworkSpec;
import java.io.IOException;
import java.util.Map;

/**
 * Writes a network of blocks as an ONNX graph: from {@code windows}, [window, mel band, frame] in
 * dB, to {@code embeddings} and {@code logits}. It is what {@link BlockNetwork} computes, with the
 * operators of the one in the words of the other; a test holds them against each other.
 */
final class OnnxExport {

  static final String WINDOWS = "windows";
  static final String EMBEDDINGS = "embeddings";
  static final String LOGITS = "logits";

  private static final int STAGES = 4;
  private static final float BATCH_NORM_EPSILON = 1e-5f;

  /** DJL's normalize adds nothing, but never divides by less. */
  private static final float LEAST_NORM = 1e-12f;

  private final NetworkSpec.Blocks spec;
  private final Map<String, Tensor> weights;
  private final OnnxGraph graph;

  private OnnxExport(NetworkSpec.Blocks spec, Map<String, Tensor> weights) {
    this.spec = spec;
    this.weights = weights;
    this.graph = new OnnxGraph(spec.name());
  }

  /**
   * The network as an ONNX file.
   *
   * @param weights the tensors of all networks of a bundle
   * @throws IOException if tensors are missing; one line that says which
   */
  static byte[] of(NetworkSpec.Blocks spec, int melBands, Map<String, Tensor> weights)
      throws IOException {
    return new OnnxExport(spec, weights).write(melBands);
  }

  private byte[] write(int melBands) throws IOException {
    String windows = graph.input(WINDOWS, "window", melBands, "frame");
    String embeddings =
        switch (spec.architecture()) {
          case SEED_RESNET -> seed(windows);
          case WIDE_RESNET -> wide(windows);
        };
    graph.output(EMBEDDINGS, embeddings, "window", spec.embeddingSize());
    graph.output(LOGITS, head(embeddings), "window", spec.logits());
    return graph.toBytes();
  }

  private String seed(String windows) throws IOException {
    String x = onlyChannel(windows);
    x = convolution(x, "trunk.02Conv2d", 7, 2, 3, 2);
    x = graph.apply("Relu", batchNorm(x, "trunk.03BatchNorm"));
    x = maxPool(x);
    for (int block = 0; block < 2 * STAGES; block++) {
      boolean widens = block > 0 && block % 2 == 0;
      x = postActivation(x, "trunk.%02dSequentialBlock_01Residual".formatted(6 + block), widens);
    }
    return graph.apply("Flatten", graph.apply("GlobalAveragePool", x));
  }

  private String postActivation(String x, String name, boolean widens) throws IOException {
    int stride = widens ? 2 : 1;
    String branch = name + "_01branch_";
    String through = convolution(x, branch + "01Conv2d", 3, stride, 1, 1);
    through = graph.apply("Relu", batchNorm(through, branch + "02BatchNorm"));
    through = convolution(through, branch + "04Conv2d", 3, 1, 1, 1);
    through = batchNorm(through, branch + "05BatchNorm");
    String around = widens ? convolution(x, name + "_02shortcut", 1, 2, 0, 0) : x;
    return graph.apply("Relu", graph.apply("Add", through, around));
  }

  private String wide(String windows) throws IOException {
    String x = onlyChannel(batchNorm(windows, "trunk.01BatchNorm"));
    x = maxPool(convolution(x, "trunk.03Conv2d", 7, 2, 3, 3));
    for (int block = 0; block < 2 * STAGES; block++) {
      boolean widens = block > 0 && block % 2 == 0;
      x = preActivation(x, "trunk.%02dResidual".formatted(5 + block), widens);
    }
    x = graph.operation("ReduceMax", x).with("axes", new long[] {3}).with("keepdims", 0).value();
    x = batchNorm(graph.apply("Flatten", x), "trunk.15BatchNorm");
    return linear(x, "trunk.16Linear");
  }

  private String preActivation(String x, String name, boolean widens) throws IOException {
    int stride = widens ? 2 : 1;
    String branch = name + "_01branch_";
    String through = graph.apply("Relu", batchNorm(x, branch + "01BatchNorm"));
    through = convolution(through, branch + "03Conv2d", 3, stride, 1, 1);
    through = graph.apply("Relu", batchNorm(through, branch + "04BatchNorm"));
    through = convolution(through, branch + "06Conv2d", 3, 1, 1, 1);
    through = squeezeExcitation(through, branch + "07SqueezeExcitation_");
    String around = widens ? convolution(x, name + "_02shortcut", 1, 2, 0, 0) : x;
    return graph.apply("Add", through, around);
  }

  private String squeezeExcitation(String x, String name) throws IOException {
    String mean = graph.apply("Flatten", graph.apply("GlobalAveragePool", x));
    String hidden = graph.apply("Relu", linear(mean, name + "01squeeze"));
    String gate = graph.apply("Sigmoid", linear(hidden, name + "02excite"));
    String axes = graph.constant(name + "axes", 2, 3);
    return graph.apply("Mul", x, graph.apply("Unsqueeze", gate, axes));
  }

  private String head(String embeddings) throws IOException {
    if (spec.head() instanceof HeadSpec.Cosine cosine) {
      return cosines(embeddings, cosine.scale(), cosine.centers(), true);
    }
    if (spec.head() instanceof HeadSpec.AdaCos adaCos) {
      return cosines(embeddings, adaCos.scale(spec.logits()), adaCos.centers(), false);
    }
    return linear(embeddings, "head");
  }

  private String cosines(String embeddings, double scale, int centers, boolean nearest)
      throws IOException {
    String units = graph.constant("head.units", unitColumns(weight("head.weight"), scale));
    String norm =
        graph
            .operation("ReduceL2", embeddings)
            .with("axes", new long[] {1})
            .with("keepdims", 1)
            .value();
    String least =
        graph.constant("head.leastNorm", new Tensor(new long[] {1}, new float[] {LEAST_NORM}));
    String unit = graph.apply("Div", embeddings, graph.apply("Max", norm, least));
    String scaled = graph.apply("MatMul", unit, units);
    if (centers == 1) {
      return scaled;
    }
    String shape = graph.constant("head.byClass", -1, spec.logits(), centers);
    String byClass = graph.apply("Reshape", scaled, shape);
    return graph
        .operation(nearest ? "ReduceMax" : "ReduceLogSumExp", byClass)
        .with("axes", new long[] {2})
        .with("keepdims", 0)
        .value();
  }

  /** The rows as columns of length scale. */
  private static Tensor unitColumns(Tensor rows, double scale) {
    float[][] centers = rows.rows();
    int dimensions = centers[0].length;
    float[] columns = new float[centers.length * dimensions];
    for (int c = 0; c < centers.length; c++) {
      double squares = 0;
      for (float value : centers[c]) {
        squares += (double) value * value;
      }
      double norm = Math.max(Math.sqrt(squares), LEAST_NORM);
      for (int d = 0; d < dimensions; d++) {
        columns[d * centers.length + c] = (float) (scale * centers[c][d] / norm);
      }
    }
    return new Tensor(new long[] {dimensions, centers.length}, columns);
  }

  /** [window, mel band, frame] to [window, 1, mel band, frame]. */
  private String onlyChannel(String x) {
    return graph.apply("Unsqueeze", x, graph.constant("onlyChannel", 1));
  }

  private String convolution(
      String x, String name, int kernel, int stride, int bandPadding, int framePadding)
      throws IOException {
    String weight = constant(name + "_weight");
    String bias = name + "_bias";
    OnnxGraph.Operation convolution =
        weights.containsKey(key(bias))
            ? graph.operation("Conv", x, weight, constant(bias))
            : graph.operation("Conv", x, weight);
    return convolution
        .with("kernel_shape", kernel, kernel)
        .with("strides", stride, stride)
        .with("pads", bandPadding, framePadding, bandPadding, framePadding)
        .value();
  }

  private String batchNorm(String x, String name) throws IOException {
    return graph
        .operation(
            "BatchNormalization",
            x,
            constant(name + "_gamma"),
            constant(name + "_beta"),
            constant(name + "_runningMean"),
            constant(name + "_runningVar"))
        .with("epsilon", BATCH_NORM_EPSILON)
        .value();
  }

  private String maxPool(String x) {
    return graph
        .operation("MaxPool", x)
        .with("kernel_shape", 3, 3)
        .with("strides", 2, 2)
        .with("pads", 1, 1, 1, 1)
        .value();
  }

  private String linear(String x, String name) throws IOException {
    String separator = name.equals("head") ? "." : "_";
    return graph
        .operation(
            "Gemm", x, constant(name + separator + "weight"), constant(name + separator + "bias"))
        .with("transB", 1)
        .value();
  }

  private String constant(String name) throws IOException {
    return graph.constant(name, weight(name));
  }

  private Tensor weight(String name) throws IOException {
    Tensor tensor = weights.get(key(name));
    if (tensor == null) {
      throw new IOException("the weights hold no " + key(name));
    }
    return tensor;
  }

  private String key(String name) {
    return spec.name() + "/" + name;
  }
}
