/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.NormalSound;
import io.auscult.detector.References;
import io.auscult.detector.Torch;
import io.auscult.detector.TorchScriptNetwork;
import io.auscult.detector.TorchScriptProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a TorchScript program of somebody else's becomes a model bundle.
 *
 * @param machines the ids of the machines it tells apart, in the order of its logits
 * @param window what it is shown at once
 * @param centered whether it wants centred frames, which a stream cannot give
 * @param temperature what its logits are divided by for the score, the negative log-probability of
 *     the own machine; null to score by the distance of embeddings where it gives them and there is
 *     normal sound, and by a temperature of 1 elsewhere
 */
public record TorchScriptImport(
    List<String> machines, WindowSpec window, boolean centered, @Nullable Double temperature) {

  private static final String RECIPE = "torchscript";

  // As many as a recipe of ours keeps and holds out.
  private static final int MAX_REFERENCES = 1000;
  private static final double CALIBRATION_SHARE = 0.2;

  /**
   * @throws IllegalArgumentException if a machine is named twice
   */
  public TorchScriptImport {
    machines = List.copyOf(machines);
    Set<String> named = new HashSet<>();
    for (String machine : machines) {
      if (!named.add(machine)) {
        throw new IllegalArgumentException("machines: " + machine + " is named twice");
      }
    }
  }

  /**
   * Makes a bundle without thresholds and explanations: it ranks sound, but cannot raise alarms.
   *
   * @throws ModelImportException if the file is no TorchScript or does not fit these settings; one
   *     line that says why, with the shapes
   * @throws IOException if the file cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public ModelBundle read(Path file) throws IOException, InterruptedException {
    return read(file, new Dataset(List.of()));
  }

  /**
   * Makes a bundle whose thresholds and explanations come from normal clips that the program was
   * not trained on.
   *
   * @param dataset clips of each of the machines; abnormal ones and those of others are ignored
   * @throws ModelImportException if the file is no TorchScript or does not fit these settings; one
   *     line that says why, with the shapes
   * @throws DatasetException if a machine has no normal clip, or one does not suit
   * @throws IOException if a file cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public ModelBundle read(Path file, Dataset dataset) throws IOException, InterruptedException {
    byte[] program = Files.readAllBytes(file);
    FrontEndSpec standard = FrontEndSpec.standard();
    FrontEndSpec frontEnd = centered ? standard.asCentered() : standard;
    Torch.useThreads(1); // the same file gives the same bundle
    NetworkSpec.TorchScript network = probe(file, program, frontEnd.melBands());
    Dataset normals = dataset.normals().where(clip -> machines.contains(clip.machineId()));
    boolean unheard = dataset.clips().isEmpty();
    if (!unheard) {
      requireEveryMachine(dataset.normals());
    }
    boolean nearest = temperature == null && network.embeddingSize() > 0 && !unheard;
    TrainingPlan plan =
        nearest
            // A window's distance to itself is no threshold.
            ? TrainingPlan.holdingOut(normals, CALIBRATION_SHARE)
            : new TrainingPlan(normals, normals);
    List<ClipFeatures> clips = features(plan.training(), frontEnd);
    ModelManifest manifest =
        new ModelManifest(
            ModelManifest.FORMAT,
            RECIPE,
            RECIPE,
            0,
            frontEnd,
            window,
            List.of(network),
            nearest
                ? new ScorerSpec.CosineNearest(1, 0)
                : new ScorerSpec.NegativeLogProbability(temperature == null ? 1 : temperature),
            AlarmSpec.standard(),
            machines.stream()
                .map(id -> new MachineSpec(id, type(id, normals), id, sensors(id, clips)))
                .toList(),
            new TreeMap<>(),
            ClipFeatures.fingerprint(clips),
            new TreeMap<>());
    Map<String, NormalSound> sounds =
        unheard ? Map.of() : normals(clips, network, program, nearest ? MAX_REFERENCES : 0);
    ModelBundle bundle = ModelBundle.ofTorchScript(manifest, program, new References(sounds));
    return calibrate(bundle, nearest ? features(plan.calibration(), frontEnd) : clips);
  }

  private NetworkSpec.TorchScript probe(Path file, byte[] program, int melBands)
      throws ModelImportException {
    List<ClassSpec> classes = machines.stream().map(id -> new ClassSpec(id, null)).toList();
    try {
      return new TorchScriptProbe(program, melBands, window.frames(), classes).specify("all");
    } catch (IOException e) {
      throw new ModelImportException(file + ": " + e.getMessage(), e);
    }
  }

  private void requireEveryMachine(Dataset normals) throws DatasetException {
    for (String machine : machines) {
      if (normals.clips().stream().noneMatch(clip -> clip.machineId().equals(machine))) {
        List<String> there =
            normals.clips().stream().map(TrainingClip::machineId).distinct().toList();
        throw new DatasetException(
            "there is no normal clip of %s, only of %s"
                .formatted(machine, String.join(", ", there)));
      }
    }
  }

  private static String type(String machine, Dataset normals) {
    return normals.clips().stream()
        .filter(clip -> clip.machineId().equals(machine))
        .map(TrainingClip::type)
        .findFirst()
        .orElse(machine.indexOf('/') > 0 ? machine.substring(0, machine.indexOf('/')) : "machine");
  }

  private static List<String> sensors(String machine, List<ClipFeatures> clips) {
    return clips.stream()
        .filter(features -> features.clip().machineId().equals(machine))
        .flatMap(features -> features.sensors().stream())
        .distinct()
        .sorted()
        .toList();
  }

  private List<ClipFeatures> features(Dataset dataset, FrontEndSpec frontEnd) throws IOException {
    List<ClipFeatures> features = new ArrayList<>();
    for (TrainingClip clip : dataset.clips()) {
      features.add(ClipFeatures.read(clip, frontEnd, window, "the model"));
    }
    return features;
  }

  private Map<String, NormalSound> normals(
      List<ClipFeatures> clips, NetworkSpec.TorchScript network, byte[] program, int references)
      throws IOException {
    try (TorchScriptNetwork loaded = TorchScriptNetwork.load(network, program)) {
      return NormalSounds.of(clips, loaded, window, references);
    }
  }

  /** Loads the bundle in any case: what cannot score is not handed out. */
  private ModelBundle calibrate(ModelBundle bundle, List<ClipFeatures> clips)
      throws IOException, InterruptedException {
    try (HeldOutScores scores = new HeldOutScores(bundle, 1)) {
      for (ClipFeatures features : clips) {
        scores.add(features);
      }
      return clips.isEmpty()
          ? bundle
          : scores.calibrated(scores.falseAlarms(), TrainingPlan.DEFAULT_FALSE_ALARMS_PER_WEEK);
    }
  }
}
