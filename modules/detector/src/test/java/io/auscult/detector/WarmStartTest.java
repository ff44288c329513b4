/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.manifest.Architecture;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.NetworkSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WarmStartTest {

  private static final String HEAD = "head.weight";
  private static final int DIMENSIONS = Architecture.WIDE_RESNET.embeddingSize();

  private static NetworkSpec.Blocks wide(int pseudoClasses, String... classes) {
    return new NetworkSpec.Blocks(
        "all",
        Architecture.WIDE_RESNET,
        Models.wide().head(),
        Stream.of(classes).map(name -> new ClassSpec(name, null)).toList(),
        pseudoClasses);
  }

  private static SortedMap<String, Tensor> started(NetworkSpec.Blocks old, NetworkSpec.Blocks spec)
      throws Exception {
    try (BlockNetwork network =
        BlockNetwork.create(spec, Models.BANDS, Models.FRAMES, new Random(99))) {
      WarmStart.of(Models.bundle(Models.bundle().manifest().scorer(), old)).into(network, spec);
      return network.weights();
    }
  }

  private static SortedMap<String, Tensor> learned(NetworkSpec.Blocks old) {
    try (BlockNetwork network =
        BlockNetwork.create(old, Models.BANDS, Models.FRAMES, new Random(7))) {
      return network.weights();
    }
  }

  private static float[] row(Tensor matrix, int row) {
    return Arrays.copyOfRange(matrix.values(), row * DIMENSIONS, (row + 1) * DIMENSIONS);
  }

  @Test
  void shouldTakeOverTheTrunkAndTheClassesThatAreStillThere() throws Exception {
    // Given: one class went, one came, the others changed places
    NetworkSpec.Blocks old = wide(0, "a", "b", "c");

    // When
    SortedMap<String, Tensor> weights = started(old, wide(0, "c", "new", "a"));

    // Then
    SortedMap<String, Tensor> learned = learned(old);
    List<String> trunk = weights.keySet().stream().filter(n -> n.startsWith("trunk.")).toList();
    assertThat(trunk).hasSizeGreaterThan(20);
    assertThat(trunk)
        .allSatisfy(
            name -> assertThat(weights.get(name).values()).isEqualTo(learned.get(name).values()));
    Tensor head = weights.get(HEAD);
    assertThat(row(head, 0)).isEqualTo(row(learned.get(HEAD), 2));
    assertThat(row(head, 2)).isEqualTo(row(learned.get(HEAD), 0));
    for (int old1 = 0; old1 < 3; old1++) {
      assertThat(row(head, 1)).isNotEqualTo(row(learned.get(HEAD), old1));
    }
  }

  @Test
  void shouldKeepThePseudoClassesOfAClassWithIt() throws Exception {
    // Given: two machines, each heard in two ways
    NetworkSpec.Blocks old = wide(2, "a", "b");

    // When
    Tensor head = started(old, wide(1, "b")).get(HEAD);

    // Then
    Tensor learned = learned(old).get(HEAD);
    assertThat(row(head, 0)).isEqualTo(row(learned, 1));
    assertThat(row(head, 1)).isEqualTo(row(learned, 3));
  }

  @Test
  void shouldLeaveANetworkOfAnotherArchitectureAsItIs() throws Exception {
    // Given
    NetworkSpec.Blocks seed = Models.seed("all");

    // Then
    assertThat(WarmStart.of(Models.bundle()).knows(Architecture.SEED_RESNET)).isFalse();
    try (BlockNetwork fresh =
        BlockNetwork.create(seed, Models.BANDS, Models.FRAMES, new Random(99))) {
      SortedMap<String, Tensor> weights = started(wide(0, "a", "b"), seed);
      fresh
          .weights()
          .forEach(
              (name, tensor) -> assertThat(weights.get(name).values()).isEqualTo(tensor.values()));
    }
  }
}
