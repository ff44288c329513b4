/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model.comparison;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.Architecture;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.Evidence;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.HeadSpec;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.WindowSpec;
import java.util.List;
import java.util.TreeMap;

/** What models say about themselves that were never trained. */
public final class ComparedModel {

  private static final String SHA = "0123456789abcdef".repeat(4);

  private ComparedModel() {}

  /** Windows of 64 frames every 32, eight smoothed, the standard alarm rule. */
  public static ModelManifest manifest(String version) {
    return manifest(version, 64);
  }

  /** As above, but windows of so many frames. */
  public static ModelManifest manifest(String version, int frames) {
    NetworkSpec network =
        new NetworkSpec.Blocks(
            "all",
            Architecture.WIDE_RESNET,
            new HeadSpec.Cosine(30, 1),
            List.of(new ClassSpec("fan-0", null), new ClassSpec("pump-0", null)),
            2);
    return new ModelManifest(
        ModelManifest.FORMAT,
        version,
        "default",
        7,
        FrontEndSpec.standard(),
        new WindowSpec(frames, 32, 8, Evidence.MEAN),
        List.of(network),
        new ScorerSpec.CosineNearest(1, 0),
        AlarmSpec.standard(),
        List.of(new MachineSpec("fan-0", "fan", "fan-0", List.of("fan-0"))),
        new TreeMap<>(),
        SHA,
        new TreeMap<>());
  }

  static Contender contender(String version) {
    return new Contender(version + "-release", manifest(version));
  }
}
