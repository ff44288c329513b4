/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.Architecture;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.HeadSpec;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.TailSpec;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Untrained models that are otherwise as trained ones. */
final class Models {

  static final int FRAMES = 64;
  static final int BANDS = 128;

  private static final CalibrationSpec CALIBRATION =
      new CalibrationSpec(
          0.25, 1, true, 0.5, 3, new TailSpec(40, List.of(0.05, 0.1, 0.15), 0.1, 0.02, 0));

  private Models() {}

  static NetworkSpec.Blocks wide() {
    return new NetworkSpec.Blocks(
        "all",
        Architecture.WIDE_RESNET,
        new HeadSpec.Cosine(30, 1),
        List.of(
            new ClassSpec("fan-0", CALIBRATION),
            new ClassSpec("fan-1", CALIBRATION),
            new ClassSpec("pump-0", null)),
        0);
  }

  static NetworkSpec.Blocks seed(String name) {
    return new NetworkSpec.Blocks(
        name,
        Architecture.SEED_RESNET,
        new HeadSpec.Linear(),
        List.of(new ClassSpec(name + "-0", null), new ClassSpec(name + "-1", null)),
        0);
  }

  static ModelBundle bundle() {
    return bundle(new ScorerSpec.CosineNearest(2, 0), wide());
  }

  static ModelBundle bundle(ScorerSpec scorer, NetworkSpec.Blocks... specs) {
    Random random = new Random(7);
    List<BlockNetwork> networks = new ArrayList<>();
    Map<String, NormalSound> normals = new HashMap<>();
    Map<String, List<float[][]>> heard = new HashMap<>();
    List<MachineSpec> machines = new ArrayList<>();
    for (NetworkSpec.Blocks spec : specs) {
      networks.add(BlockNetwork.create(spec, BANDS, FRAMES, random));
      for (ClassSpec known : spec.classes()) {
        machines.add(machine(known.name(), List.of(known.name())));
        List<float[][]> windows = List.of(window(random), window(random), window(random));
        float[][] embeddings = new float[3][spec.architecture().embeddingSize()];
        for (float[] embedding : embeddings) {
          for (int i = 0; i < embedding.length; i++) {
            embedding[i] = (float) random.nextGaussian();
          }
        }
        normals.put(known.name(), NormalSound.learn(windows, embeddings));
        heard.put(known.name(), windows);
      }
    }
    References references = new References(normals);
    return assemble(
        scorer,
        List.of(specs),
        networks,
        machines,
        scorer
            .bandsTogether()
            .map(statistics -> references.withBandCovariance(heard, statistics.floorDb()))
            .orElse(references));
  }

  /** A machine that is steady at one level to its first sensor and at another to its second. */
  static ModelBundle ofTwoSensors(String machine, float first, float second) {
    NetworkSpec.Blocks spec =
        new NetworkSpec.Blocks(
            "all",
            Architecture.SEED_RESNET,
            new HeadSpec.Linear(),
            List.of(new ClassSpec(machine, null)),
            1);
    float[][] embeddings = {new float[spec.architecture().embeddingSize()]};
    return assemble(
        new ScorerSpec.BandStatistics(0.3, 1),
        List.of(spec),
        List.of(BlockNetwork.create(spec, BANDS, FRAMES, new Random(7))),
        List.of(machine(machine, List.of(machine + ".ch1", machine + ".ch2"))),
        new References(
            Map.of(
                machine + ".ch1",
                NormalSound.learn(Collections.singletonList(steady(first)), embeddings),
                machine + ".ch2",
                NormalSound.learn(Collections.singletonList(steady(second)), embeddings))));
  }

  private static MachineSpec machine(String id, List<String> sensors) {
    return new MachineSpec(id, "some", id, sensors);
  }

  private static ModelBundle assemble(
      ScorerSpec scorer,
      List<NetworkSpec> specs,
      List<BlockNetwork> networks,
      List<MachineSpec> machines,
      References references) {
    ModelManifest manifest =
        new ModelManifest(
            ModelManifest.FORMAT,
            "draft",
            "test",
            7,
            FrontEndSpec.standard(),
            new WindowSpec(FRAMES, 32, 8, Evidence.MEAN),
            specs,
            scorer,
            AlarmSpec.standard(),
            machines,
            new TreeMap<>(),
            "0123456789abcdef".repeat(4),
            new TreeMap<>());
    try {
      return ModelBundle.assemble(manifest, networks, references);
    } finally {
      networks.forEach(BlockNetwork::close);
    }
  }

  /** Every band of every frame at one level. */
  static float[][] steady(float level) {
    float[][] window = new float[FRAMES][BANDS];
    for (float[] frame : window) {
      Arrays.fill(frame, level);
    }
    return window;
  }

  static float[][] window(Random random) {
    return window(random, FRAMES);
  }

  static float[][] window(Random random, int frames) {
    float[][] window = new float[frames][BANDS];
    for (float[] frame : window) {
      for (int band = 0; band < BANDS; band++) {
        frame[band] = (float) (-50 + 10 * random.nextGaussian());
      }
    }
    return window;
  }
}
