/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.detector.EmbeddingNetwork.Embedded;
import io.auscult.dsp.FrontEnd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A loaded model: scores windows, says how likely a score is for a healthy machine and which bands
 * stand out. Not thread-safe: one per thread, made by the thread that uses it. Holds native memory
 * until it is closed.
 */
public final class Detector implements AutoCloseable {

  private static final int WARM_UP_WINDOWS = 16;

  /** Where a class is found, and the sensors that its windows may be held against. */
  private record Known(
      int network, int index, @Nullable Calibration calibration, Map<String, Sensor> sensors) {

    /** Those that a sensor's windows are held against: its own sound, or else that of all. */
    Collection<Sensor> of(String sensorId) {
      Sensor own = sensors.get(sensorId);
      return own == null ? sensors.values() : List.of(own);
    }
  }

  private record Sensor(int index, BandExplanation explanation) {}

  private record Loaded(EmbeddingNetwork network, Scorer scorer) {}

  private final ModelManifest manifest;
  private final List<Loaded> networks;
  private final Map<String, Known> classes;

  private Detector(ModelManifest manifest, List<Loaded> networks, Map<String, Known> classes) {
    this.manifest = manifest;
    this.networks = networks;
    this.classes = classes;
  }

  /**
   * Loads and warms up a model; the calling thread's operations use one thread from now on.
   *
   * @throws UnusableBundleException if tensors are missing or of wrong shapes, or the model's
   *     outputs are not finite; one line that names the bundle
   * @throws IllegalStateException if no native library for this platform is on the class path
   */
  public static Detector load(ModelBundle bundle) throws UnusableBundleException {
    return load(bundle, 1);
  }

  /**
   * As {@link #load(ModelBundle)}, on several threads.
   *
   * @param threads how many threads one batch may use
   */
  public static Detector load(ModelBundle bundle, int threads) throws UnusableBundleException {
    Torch.useThreads(threads);
    List<Loaded> networks = new ArrayList<>();
    try {
      Detector detector = load(bundle, threads, networks);
      detector.warmUp();
      return detector;
    } catch (IOException | IllegalArgumentException e) {
      networks.forEach(loaded -> loaded.network().close());
      throw new UnusableBundleException(bundle.source(), String.valueOf(e.getMessage()), e);
    }
  }

  private static Detector load(ModelBundle bundle, int threads, List<Loaded> networks)
      throws IOException {
    ModelManifest manifest = bundle.manifest();
    SortedMap<String, Tensor> weights = bundle.tensors(ModelBundle.WEIGHTS);
    References references =
        References.of(bundle.tensors(ModelBundle.REFERENCES), manifest.machines());
    requireBandsTogether(references, manifest);
    FrontEnd frontEnd = frontEnd(manifest.frontEnd());
    double[] edges = frontEnd.bandEdgesHz();
    Map<String, Known> classes = new HashMap<>();
    for (NetworkSpec spec : manifest.networks()) {
      List<NormalSound> normals = new ArrayList<>();
      for (int index = 0; index < spec.classes().size(); index++) {
        ClassSpec known = spec.classes().get(index);
        Map<String, Sensor> sensors = new LinkedHashMap<>();
        for (String sensorId : manifest.sensorsOf(known.name())) {
          NormalSound normal = references.sensor(sensorId);
          requireSizes(normal, sensorId, manifest, spec);
          sensors.put(
              sensorId,
              new Sensor(
                  normals.size(), new BandExplanation(normal.bands(BandStatistic.LEVEL), edges)));
          normals.add(normal);
        }
        if (sensors.isEmpty()) {
          requireSizes(NormalSound.UNKNOWN, known.name(), manifest, spec);
          sensors.put(known.name(), new Sensor(normals.size(), new BandExplanation(null, edges)));
          normals.add(NormalSound.UNKNOWN);
        }
        CalibrationSpec calibration = known.calibration();
        classes.put(
            known.name(),
            new Known(
                networks.size(),
                index,
                calibration == null ? null : new Calibration(calibration),
                sensors));
      }
      EmbeddingNetwork network = network(spec, bundle, weights, threads);
      networks.add(new Loaded(network, Scorer.of(manifest.scorer(), normals, references.bands())));
    }
    return new Detector(manifest, networks, classes);
  }

  private static EmbeddingNetwork network(
      NetworkSpec spec, ModelBundle bundle, Map<String, Tensor> weights, int threads)
      throws IOException {
    if (spec instanceof NetworkSpec.TorchScript program) {
      return TorchScriptNetwork.load(program, bundle.program(spec));
    }
    NetworkSpec.Blocks blocks = (NetworkSpec.Blocks) spec;
    int melBands = bundle.manifest().frontEnd().melBands();
    return Torch.isOnCpu()
        ? OnnxNetwork.load(blocks, melBands, weights, threads)
        : BlockNetwork.load(blocks, melBands, bundle.manifest().window().frames(), weights);
  }

  private static void requireBandsTogether(References references, ModelManifest manifest)
      throws IOException {
    if (manifest.scorer().bandsTogether().isEmpty()) {
      return;
    }
    Covariance bands = references.bands();
    if (bands == null) {
      throw new IOException("it does not hold how mel bands vary together, which its scorer needs");
    }
    if (bands.dimensions() != NormalSound.deviationCount(manifest.frontEnd().melBands())) {
      throw new IOException("how its mel bands vary together is of another front-end");
    }
  }

  private static void requireSizes(
      NormalSound normal, String whose, ModelManifest manifest, NetworkSpec spec)
      throws IOException {
    NormalSound.Bands bands = normal.bands(BandStatistic.LEVEL);
    float[][] embeddings = normal.embeddings();
    ScorerSpec scorer = manifest.scorer();
    if ((scorer.needsEmbeddings() && embeddings.length == 0)
        || (scorer.needsBands() && bands == null)) {
      throw new IOException("it holds no normal sound of " + whose + " to score against");
    }
    if ((bands != null && bands.mean().length != manifest.frontEnd().melBands())
        || (embeddings.length != 0 && embeddings[0].length != spec.embeddingSize())) {
      throw new IOException("its normal sound is of another front-end or network");
    }
  }

  private void warmUp() throws IOException {
    float[][] silence = new float[manifest.window().frames()][manifest.frontEnd().melBands()];
    for (NetworkSpec network : manifest.networks()) {
      WindowInput window = new WindowInput(network.classes().get(0).name(), "", silence);
      for (int windows : new int[] {1, WARM_UP_WINDOWS}) {
        for (WindowResult result : score(Collections.nCopies(windows, window))) {
          if (!Double.isFinite(result.score())) {
            throw new IOException("its weights do not give finite scores");
          }
        }
      }
    }
  }

  /**
   * The front-end of a manifest; whether frames are centred is not its business.
   *
   * @throws IllegalArgumentException if no front-end can have these parameters
   */
  public static FrontEnd frontEnd(FrontEndSpec spec) {
    return new FrontEnd(
        spec.sampleRate(),
        spec.frameLength(),
        spec.hop(),
        spec.melBands(),
        spec.minHz(),
        spec.maxHz());
  }

  /** What the model says about itself. */
  public ModelManifest manifest() {
    return manifest;
  }

  /** The front-end that makes the model's frames. */
  public FrontEnd frontEnd() {
    return frontEnd(manifest.frontEnd());
  }

  /** Whether the model was trained on that class. */
  public boolean knows(String modelClass) {
    return classes.containsKey(modelClass);
  }

  /**
   * Scores windows, of any of the model's classes mixed.
   *
   * @return one result per window, in their order
   * @throws IllegalArgumentException if the model does not know a window's class, a window is not
   *     of the size the manifest says, or a value is not finite; nothing is scored then
   */
  public List<WindowResult> score(List<WindowInput> batch) {
    List<List<Integer>> byNetwork = new ArrayList<>();
    networks.forEach(network -> byNetwork.add(new ArrayList<>()));
    for (int i = 0; i < batch.size(); i++) {
      WindowInput window = batch.get(i);
      requireWindow(window.logMel());
      byNetwork.get(known(window.modelClass()).network()).add(i);
    }
    WindowResult[] results = new WindowResult[batch.size()];
    for (int n = 0; n < networks.size(); n++) {
      List<Integer> members = byNetwork.get(n);
      if (!members.isEmpty()) {
        score(networks.get(n), batch, members, results);
      }
    }
    return Arrays.asList(results);
  }

  private void score(
      Loaded loaded, List<WindowInput> batch, List<Integer> members, WindowResult[] results) {
    float[][][] windows = new float[members.size()][][];
    for (int row = 0; row < windows.length; row++) {
      windows[row] = batch.get(members.get(row)).logMel();
    }
    Embedded embedded = loaded.network().embed(windows);
    for (int row = 0; row < windows.length; row++) {
      WindowInput window = batch.get(members.get(row));
      Known known = known(window.modelClass());
      float[] embedding = embedded.embedding(row);
      float[] logits = embedded.logits(row);
      double score = Double.POSITIVE_INFINITY;
      for (Sensor sensor : known.of(window.sensorId())) {
        double held =
            loaded.scorer().score(known.index(), sensor.index(), windows[row], embedding, logits);
        score = Math.min(score, held);
      }
      double logProbability = Scorer.logProbability(logits, known.index(), 1);
      results[members.get(row)] = new WindowResult(score, logProbability);
    }
  }

  private void requireWindow(float[][] logMel) {
    int frames = manifest.window().frames();
    int bands = manifest.frontEnd().melBands();
    if (logMel.length != frames) {
      throw new IllegalArgumentException(
          "a window has " + logMel.length + " frames, the model takes " + frames);
    }
    for (float[] frame : logMel) {
      if (frame.length != bands) {
        throw new IllegalArgumentException(
            "a frame has " + frame.length + " mel bands, the model takes " + bands);
      }
      for (float value : frame) {
        if (!Float.isFinite(value)) {
          throw new IllegalArgumentException("a window holds " + value + " dB");
        }
      }
    }
  }

  /**
   * What a class's smoothed scores look like while it is healthy.
   *
   * @throws IllegalArgumentException if the model does not know the class
   * @throws IllegalStateException if no sound was held out for it in training
   */
  public Calibration calibration(String modelClass) {
    Calibration calibration = known(modelClass).calibration();
    if (calibration == null) {
      throw new IllegalStateException(
          "model "
              + manifest.modelVersion()
              + " holds no threshold for "
              + modelClass
              + ": train it with held-out clips");
    }
    return calibration;
  }

  /**
   * The bands of a window that stand out from the normal sound that it is held against, neighbours
   * merged.
   *
   * @param sensorId the microphone that heard it, as in {@link WindowInput}
   * @param logMel [frame][mel band] in dB, any number of frames but none
   * @param most how many bands at most
   * @return the most unlike first; empty if none stands out, or the model holds no normal sound of
   *     the class
   * @throws IllegalArgumentException if the model does not know the class
   */
  public List<BandDeviation> explain(
      String modelClass, String sensorId, float[][] logMel, int most) {
    return known(modelClass).of(sensorId).stream()
        .map(Sensor::explanation)
        .min(Comparator.comparingDouble(explanation -> explanation.unlikeness(logMel)))
        .orElseThrow()
        .explain(logMel, most);
  }

  private Known known(String modelClass) {
    Known known = classes.get(modelClass);
    if (known == null) {
      throw new IllegalArgumentException(
          "model " + manifest.modelVersion() + " does not know the class " + modelClass);
    }
    return known;
  }

  @Override
  public void close() {
    networks.forEach(loaded -> loaded.network().close());
  }
}
