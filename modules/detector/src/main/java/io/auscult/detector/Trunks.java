/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.LambdaBlock;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.pooling.Pool;
import io.auscult.contracts.manifest.Architecture;
import java.util.function.UnaryOperator;

/** Builds the networks up to the embedding: [window, mel band, frame] to [window, dimension]. */
final class Trunks {

  private static final int SEED_CHANNELS = 8;
  private static final int WIDE_CHANNELS = 16;
  private static final int STAGES = 4;

  private Trunks() {}

  static Block of(Architecture architecture) {
    return switch (architecture) {
      case SEED_RESNET -> seed();
      case WIDE_RESNET -> wide(architecture.embeddingSize());
    };
  }

  /** The published notebook's: post-activation blocks, mean over frequency and time. */
  private static Block seed() {
    SequentialBlock trunk =
        new SequentialBlock()
            .add(onlyChannel())
            .add(convolution(SEED_CHANNELS, 7, 2, new Shape(3, 2), true))
            .add(batchNorm())
            .add(Activation::relu)
            .add(maxPool());
    for (int stage = 0; stage < STAGES; stage++) {
      int channels = SEED_CHANNELS << stage;
      int stride = stage == 0 ? 1 : 2;
      trunk.add(postActivation(channels, stride)).add(postActivation(channels, 1));
    }
    return trunk.add(lambda("mean", Trunks::meanOverFrequencyAndTime));
  }

  private static Block postActivation(int channels, int stride) {
    Block branch =
        new SequentialBlock()
            .add(convolution(channels, 3, stride, new Shape(1, 1), true))
            .add(batchNorm())
            .add(Activation::relu)
            .add(convolution(channels, 3, 1, new Shape(1, 1), true))
            .add(batchNorm());
    Residual residual =
        stride == 1
            ? new Residual(branch)
            : new Residual(branch, convolution(channels, 1, stride, new Shape(0, 0), true));
    return new SequentialBlock().add(residual).add(Activation::relu);
  }

  /**
   * The spectrogram branch of Wilkinghoff's systems: pre-activation blocks with
   * squeeze-and-excitation, maximum over time, so that any number of frames fits.
   *
   * @see <a href="https://arxiv.org/abs/2204.03382">Wilkinghoff: Sub-Cluster AdaCos</a>
   */
  private static Block wide(int dimensions) {
    SequentialBlock trunk =
        new SequentialBlock()
            .add(batchNorm()) // one mean and spread per mel band
            .add(onlyChannel())
            .add(convolution(WIDE_CHANNELS, 7, 2, new Shape(3, 3), false))
            .add(maxPool());
    for (int stage = 0; stage < STAGES; stage++) {
      int channels = WIDE_CHANNELS << stage;
      trunk.add(stage == 0 ? preActivation(channels) : widening(channels));
      trunk.add(preActivation(channels));
    }
    return trunk
        .add(lambda("max", x -> x.max(new int[] {3})))
        .add(Blocks.batchFlattenBlock())
        .add(batchNorm())
        .add(Linear.builder().setUnits(dimensions).build());
  }

  private static Block preActivation(int channels) {
    return new Residual(branch(channels, 1));
  }

  private static Block widening(int channels) {
    return new Residual(branch(channels, 2), convolution(channels, 1, 2, new Shape(0, 0), false));
  }

  private static Block branch(int channels, int stride) {
    return new SequentialBlock()
        .add(batchNorm())
        .add(Activation::relu)
        .add(convolution(channels, 3, stride, new Shape(1, 1), false))
        .add(batchNorm())
        .add(Activation::relu)
        .add(convolution(channels, 3, 1, new Shape(1, 1), false))
        .add(new SqueezeExcitation(channels));
  }

  private static Block convolution(
      int filters, int kernel, int stride, Shape padding, boolean bias) {
    return Conv2d.builder()
        .setFilters(filters)
        .setKernelShape(new Shape(kernel, kernel))
        .optStride(new Shape(stride, stride))
        .optPadding(padding)
        .optBias(bias)
        .build();
  }

  private static Block batchNorm() {
    return BatchNorm.builder().build();
  }

  private static Block maxPool() {
    return lambda(
        "maxPool",
        x -> Pool.maxPool2d(x, new Shape(3, 3), new Shape(2, 2), new Shape(1, 1), false));
  }

  private static NDArray meanOverFrequencyAndTime(NDArray x) {
    // The mean over two axes at once throws.
    return x.reshape(x.getShape().get(0), x.getShape().get(1), -1).mean(new int[] {2});
  }

  /** [window, mel band, frame] to [window, 1, mel band, frame]. */
  private static Block onlyChannel() {
    return lambda("onlyChannel", x -> x.expandDims(1));
  }

  private static Block lambda(String name, UnaryOperator<NDArray> step) {
    return LambdaBlock.singleton(step, name);
  }
}
