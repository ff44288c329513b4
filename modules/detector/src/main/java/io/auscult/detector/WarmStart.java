/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import io.auscult.contracts.manifest.Architecture;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.NetworkSpec;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a training can take over from a model that was trained before: the trunk of a network of the
 * same name and architecture, and what its head knows of the classes that are in both.
 */
public final class WarmStart {

  private final List<NetworkSpec.Blocks> networks;
  private final Map<String, Tensor> weights;

  private WarmStart(List<NetworkSpec.Blocks> networks, Map<String, Tensor> weights) {
    this.networks = networks;
    this.weights = weights;
  }

  /**
   * From a model.
   *
   * @throws UnusableBundleException if its weights cannot be read
   */
  public static WarmStart of(ModelBundle bundle) throws UnusableBundleException {
    Stream<NetworkSpec> networks = bundle.manifest().networks().stream();
    return new WarmStart(
        networks
            .filter(NetworkSpec.Blocks.class::isInstance)
            .map(NetworkSpec.Blocks.class::cast)
            .toList(),
        bundle.tensors(ModelBundle.WEIGHTS));
  }

  /** Whether there is something for a network of that architecture. */
  public boolean knows(Architecture architecture) {
    return networks.stream().anyMatch(network -> network.architecture() == architecture);
  }

  /** Writes what it has for a network over what is in it. */
  void into(BlockNetwork network, NetworkSpec.Blocks spec) {
    Optional<NetworkSpec.Blocks> found =
        networks.stream()
            .filter(old -> old.name().equals(spec.name()))
            .filter(old -> old.architecture() == spec.architecture())
            .findFirst();
    if (found.isEmpty()) {
      return;
    }
    NetworkSpec.Blocks old = found.get();
    for (Map.Entry<String, Parameter> entry : network.parameters().entrySet()) {
      NDArray array = entry.getValue().getArray();
      Tensor tensor = weights.get(old.name() + "/" + entry.getKey());
      if (tensor == null) {
        continue;
      }
      if (entry.getKey().startsWith(BlockNetwork.TRUNK)) {
        if (tensor.hasShape(array.getShape().getShape())) {
          array.set(FloatBuffer.wrap(tensor.values()));
        }
      } else if (old.head().equals(spec.head())) {
        array.set(FloatBuffer.wrap(head(array.toFloatArray(), spec, tensor.values(), old)));
      }
    }
  }

  /** The new values of a parameter of the head, those of the classes it knows replaced. */
  private static float[] head(
      float[] fresh, NetworkSpec.Blocks spec, float[] learned, NetworkSpec.Blocks old) {
    int length = fresh.length / spec.logits();
    if (learned.length != length * old.logits()) {
      return fresh;
    }
    int classes = spec.classes().size();
    int oldClasses = old.classes().size();
    List<String> oldNames = old.classes().stream().map(ClassSpec::name).toList();
    for (int logit = 0; logit < spec.logits(); logit++) {
      // First the classes as they are, then the pseudo-classes of each hearing.
      int oldClass = oldNames.indexOf(spec.classes().get(logit % classes).name());
      int oldLogit = logit / classes * oldClasses + oldClass;
      if (oldClass >= 0 && oldLogit < old.logits()) {
        System.arraycopy(learned, oldLogit * length, fresh, logit * length, length);
      }
    }
    return fresh;
  }
}
