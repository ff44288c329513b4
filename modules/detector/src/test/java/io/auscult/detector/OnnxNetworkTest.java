/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.auscult.contracts.manifest.Architecture;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.HeadSpec;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.detector.EmbeddingNetwork.Embedded;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** ONNX Runtime against the blocks that the network was trained in. */
class OnnxNetworkTest {

  private static final int MEL_BANDS = 128;

  static Stream<Arguments> networks() {
    return Stream.of(
            new HeadSpec.Linear(),
            new HeadSpec.Cosine(30, 1),
            new HeadSpec.Cosine(16, 3),
            new HeadSpec.AdaCos(4))
        .flatMap(
            head -> Stream.of(Architecture.values()).map(network -> Arguments.of(network, head)));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void shouldGiveWhatTheBlocksGive(Architecture architecture, HeadSpec head) throws Exception {
    // Given: weights as after a training, also the running statistics
    NetworkSpec.Blocks spec = spec(architecture, head);
    Map<String, Tensor> weights = weights(spec);

    for (int frames : new int[] {64, 309}) {
      float[][][] windows = windows(3, frames);
      try (BlockNetwork blocks = BlockNetwork.load(spec, MEL_BANDS, frames, weights);
          OnnxNetwork onnx = OnnxNetwork.load(spec, MEL_BANDS, weights, 1)) {
        // When
        Embedded expected = blocks.embed(windows);
        Embedded actual = onnx.embed(windows);

        // Then
        for (int window = 0; window < windows.length; window++) {
          assertClose(actual.embedding(window), expected.embedding(window));
          assertClose(actual.logits(window), expected.logits(window));
        }
      }
    }
  }

  @Test
  void shouldGiveTheSameInAnyBatch() throws Exception {
    // Given
    NetworkSpec.Blocks spec = spec(Architecture.WIDE_RESNET, new HeadSpec.Cosine(30, 1));
    float[][][] windows = windows(16, 64);
    try (OnnxNetwork onnx = OnnxNetwork.load(spec, MEL_BANDS, weights(spec), 1)) {
      // When
      Embedded together = onnx.embed(windows);

      // Then
      for (int window = 0; window < windows.length; window++) {
        Embedded alone = onnx.embed(new float[][][] {windows[window]});
        assertClose(alone.embedding(0), together.embedding(window));
      }
    }
  }

  @Test
  void shouldSayWhichWeightIsMissing() {
    // Given
    NetworkSpec.Blocks spec = spec(Architecture.WIDE_RESNET, new HeadSpec.Cosine(30, 1));
    Map<String, Tensor> weights = weights(spec);
    weights.remove("all/trunk.16Linear_bias");

    // Then
    assertThatThrownBy(() -> OnnxNetwork.load(spec, MEL_BANDS, weights, 1))
        .isInstanceOf(IOException.class)
        .hasMessage("the weights hold no all/trunk.16Linear_bias");
  }

  private static NetworkSpec.Blocks spec(Architecture architecture, HeadSpec head) {
    List<ClassSpec> classes =
        Stream.of("a", "b", "c").map(name -> new ClassSpec(name, null)).toList();
    return new NetworkSpec.Blocks("all", architecture, head, classes, 0);
  }

  private static Map<String, Tensor> weights(NetworkSpec.Blocks spec) {
    Random random = new Random(3);
    SortedMap<String, Tensor> weights = new TreeMap<>();
    try (BlockNetwork network = BlockNetwork.create(spec, MEL_BANDS, 64, random)) {
      network
          .weights()
          .forEach(
              (name, tensor) -> {
                boolean statistic = name.contains("BatchNorm");
                boolean positive = name.endsWith("runningVar") || name.endsWith("gamma");
                float[] values = tensor.values();
                for (int i = 0; statistic && i < values.length; i++) {
                  values[i] =
                      positive ? 0.5f + random.nextFloat() : (float) random.nextGaussian() / 4;
                }
                weights.put("all/" + name, tensor);
              });
    }
    return weights;
  }

  private static float[][][] windows(int count, int frames) {
    Random random = new Random(5);
    float[][][] windows = new float[count][frames][MEL_BANDS];
    for (float[][] window : windows) {
      for (float[] frame : window) {
        for (int band = 0; band < MEL_BANDS; band++) {
          frame[band] = (float) (random.nextGaussian() * 3);
        }
      }
    }
    return windows;
  }

  private static void assertClose(float[] actual, float[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    float largest = 0;
    for (float value : expected) {
      largest = Math.max(largest, Math.abs(value));
    }
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-4f * largest));
    }
  }
}
