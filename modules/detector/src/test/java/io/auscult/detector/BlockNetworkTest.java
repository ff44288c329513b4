/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import io.auscult.contracts.manifest.NetworkSpec;
import java.io.IOException;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockNetworkTest {

  @BeforeAll
  static void useOneThread() {
    Torch.useThreads(1);
  }

  static Stream<NetworkSpec.Blocks> specs() {
    return Stream.of(Models.seed("fan"), Models.wide());
  }

  private static BlockNetwork network(NetworkSpec.Blocks spec) {
    return BlockNetwork.create(spec, Models.BANDS, Models.FRAMES, new Random(1));
  }

  @ParameterizedTest
  @MethodSource("specs")
  void shouldEmbedWindowsOfAnyLength(NetworkSpec.Blocks spec) {
    // Given
    Random random = new Random(2);
    try (BlockNetwork network = network(spec)) {
      for (int frames : new int[] {64, 313}) {
        // When
        float[][][] windows = {Models.window(random, frames), Models.window(random, frames)};
        EmbeddingNetwork.Embedded embedded = network.embed(windows);

        // Then
        assertThat(embedded.embedding(1)).hasSize(spec.architecture().embeddingSize());
        assertThat(embedded.logits(1)).hasSize(spec.classes().size());
        assertThat(embedded.embedding(0)).isNotEqualTo(embedded.embedding(1));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void shouldEmbedAWindowTheSameWhateverItsCompany(NetworkSpec.Blocks spec) {
    // Given
    Random random = new Random(3);
    float[][] window = Models.window(random);
    try (BlockNetwork network = network(spec)) {
      // When
      float[] alone = network.embed(new float[][][] {window}).embedding(0);
      float[][][] crowd = {Models.window(random), Models.window(random), window};
      float[] inCompany = network.embed(crowd).embedding(2);

      // Then
      assertThat(inCompany).containsExactly(alone, within(1e-4f));
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void shouldGiveEveryTrainableParameterAGradientAndLeaveNothingBehind(NetworkSpec.Blocks spec) {
    // Given
    Random random = new Random(4);
    try (BlockNetwork network = network(spec)) {
      int before = network.manager().getManagedArrays().size();

      // When
      for (int i = 0; i < 3; i++) {
        try (NDManager step = network.manager().newSubManager();
            GradientCollector collector = Torch.engine().newGradientCollector()) {
          float[] values = new float[4 * Models.BANDS * Models.FRAMES];
          for (int j = 0; j < values.length; j++) {
            values[j] = (float) random.nextGaussian();
          }
          Shape shape = new Shape(4, Models.BANDS, Models.FRAMES);
          NDArray logits = network.logits(step.create(values, shape));
          collector.backward(logits.logSoftmax(1).get(":, 0").sum());
        }
      }

      // Then
      for (NDArray parameter : network.trainable()) {
        try (NDArray gradient = parameter.getGradient()) {
          boolean finite = true;
          boolean moves = parameter.getShape().dimension() == 1; // a bias may be without effect
          for (float slope : gradient.toFloatArray()) {
            finite &= Float.isFinite(slope);
            moves |= slope != 0;
          }
          assertThat(finite && moves).as("gradient of shape %s", parameter.getShape()).isTrue();
        }
      }
      assertThat(network.trainable()).isNotEmpty();
      assertThat(network.manager().getManagedArrays()).hasSize(before);
    }
  }

  @ParameterizedTest
  @MethodSource("specs")
  void shouldEmbedTheSameBitsWhenItsWeightsAreLoadedAgain(NetworkSpec.Blocks spec)
      throws IOException {
    // Given
    float[][][] windows = {Models.window(new Random(5))};
    try (BlockNetwork network = network(spec)) {
      SortedMap<String, Tensor> weights = named(spec, network);

      // When
      try (BlockNetwork loaded =
          BlockNetwork.load(
              spec, Models.BANDS, Models.FRAMES, SafeTensors.read(SafeTensors.write(weights)))) {
        // Then
        assertThat(loaded.trainable()).isEmpty();
        assertThat(loaded.embed(windows).embedding(0))
            .isEqualTo(network.embed(windows).embedding(0));
        assertThat(loaded.embed(windows).logits(0)).isEqualTo(network.embed(windows).logits(0));
      }
    }
  }

  @Test
  void shouldNotKeepNativeMemoryWhenItScores() {
    // Given
    float[][][] windows = {Models.window(new Random(6))};
    try (BlockNetwork network = network(Models.wide())) {
      network.embed(windows);
      int before = network.manager().getManagedArrays().size();

      // When
      for (int i = 0; i < 10; i++) {
        network.embed(windows);
      }

      // Then
      assertThat(network.manager().getManagedArrays()).hasSize(before);
    }
  }

  @Test
  void shouldHaveAsManyParametersAsThePublishedNetwork() {
    // Given: the notebook's layers, weights and biases and batch norms' scale and offset
    long expected = (49 + 1) * 8 + 2 * 8; // 7x7 convolution, batch norm
    int in = 8;
    for (int out : new int[] {8, 8, 16, 16, 32, 32, 64, 64}) {
      expected += (9L * in + 1) * out + (9L * out + 1) * out + 4L * out;
      expected += in == out ? 0 : (in + 1L) * out; // the shortcut
      in = out;
    }
    expected += (64 + 1) * 2; // two classes here

    // When
    try (BlockNetwork network = network(Models.seed("fan"))) {
      long actual = network.trainable().stream().mapToLong(NDArray::size).sum();

      // Then
      assertThat(actual).isEqualTo(expected);
    }
  }

  @Test
  void shouldStartWithUniformWeightsWithinTheInverseRootOfFanIn() {
    // When
    try (BlockNetwork network = network(Models.seed("fan"))) {
      Tensor weight =
          network.weights().entrySet().stream()
              .filter(entry -> entry.getKey().startsWith("trunk.02Conv2d_weight"))
              .findFirst()
              .orElseThrow()
              .getValue();

      // Then
      double squares = 0;
      for (float value : weight.values()) {
        assertThat((double) value).isBetween(-1 / 7.0, 1 / 7.0);
        squares += value * value;
      }
      double deviation = Math.sqrt(squares / weight.values().length);
      assertThat(deviation).isCloseTo(1 / 7.0 / Math.sqrt(3), within(0.01));
    }
  }

  @Test
  void shouldSayWhichTensorIsMissingOrOfAnotherShape() {
    // Given
    NetworkSpec.Blocks spec = Models.seed("fan");
    SortedMap<String, Tensor> weights;
    try (BlockNetwork network = network(spec)) {
      weights = named(spec, network);
    }
    SortedMap<String, Tensor> shrunk = new TreeMap<>(weights);
    String some = weights.firstKey();
    weights.remove(some);
    shrunk.put(some, Tensor.of(new float[] {1}));

    // Then
    assertThatThrownBy(() -> BlockNetwork.load(spec, Models.BANDS, Models.FRAMES, weights))
        .isInstanceOf(IOException.class)
        .hasMessage("the weights hold no " + some);
    assertThatThrownBy(() -> BlockNetwork.load(spec, Models.BANDS, Models.FRAMES, shrunk))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(some + " has shape [1], the network needs ");
  }

  private static SortedMap<String, Tensor> named(NetworkSpec.Blocks spec, BlockNetwork network) {
    SortedMap<String, Tensor> weights = new TreeMap<>();
    network.weights().forEach((name, tensor) -> weights.put(spec.name() + "/" + name, tensor));
    return weights;
  }
}
