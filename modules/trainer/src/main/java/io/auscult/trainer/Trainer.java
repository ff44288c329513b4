/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.AlarmSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.contracts.manifest.ScorerSpec;
import io.auscult.detector.BlockNetwork;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.NormalSound;
import io.auscult.detector.Torch;
import io.auscult.detector.WarmStart;
import io.auscult.trainer.TrainingListener.Phase;
import io.auscult.trainer.TrainingListener.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Trains models on normal sound. The same sound, recipe and seed give the same bytes on one thread;
 * on several, libtorch may sum in another order, and scores agree closely instead.
 *
 * <p>A training can be interrupted at any step: it then ends with an {@link InterruptedException}
 * and leaves nothing behind. One training runs at a time in a JVM; others wait for it.
 */
public final class Trainer {

  // libtorch's autograd, as DJL gives it out, serves one training at a time.
  private static final ReentrantLock AUTOGRAD = new ReentrantLock();

  private static final double READING_SHARE = 0.05;
  private static final double TRAINING_SHARE = 0.9;

  private final int threads;

  /** On as many threads as there are processors. */
  public Trainer() {
    this(Runtime.getRuntime().availableProcessors());
  }

  /**
   * On so many threads.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Trainer(int threads) {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: must be at least 1, is " + threads);
    }
    this.threads = threads;
  }

  /**
   * Trains with a share of each machine's normal clips held out for its threshold, as the recipe
   * says. Abnormal clips are ignored.
   *
   * @throws DatasetException if this sound cannot be trained on; one line that says why
   * @throws IOException if a clip cannot be read
   * @throws InterruptedException if the thread is interrupted
   */
  public ModelBundle train(Dataset dataset, Recipe recipe, long seed, TrainingListener listener)
      throws IOException, InterruptedException {
    TrainingPlan plan = TrainingPlan.holdingOut(dataset, recipe.calibrationShare());
    return train(plan, recipe, seed, listener);
  }

  /**
   * Trains according to a plan, however much sound there is: spectrograms are kept in a temporary
   * file, 16 kB a second and channel.
   *
   * @throws DatasetException if this sound cannot be trained on; one line that says why
   * @throws IOException if a clip cannot be read, or there is no room for the temporary file
   * @throws InterruptedException if the thread is interrupted
   */
  public ModelBundle train(TrainingPlan plan, Recipe recipe, long seed, TrainingListener listener)
      throws IOException, InterruptedException {
    return train(plan, recipe, seed, null, listener);
  }

  /**
   * Trains on from a model that was trained before.
   *
   * @param start what the networks begin with; those of its classes that are in the plan, too, are
   *     known from the beginning. Null: nothing, as {@link #train(TrainingPlan, Recipe, long,
   *     TrainingListener)} does
   * @throws IllegalArgumentException if its front-end or all of its networks are others than the
   *     recipe's
   */
  public ModelBundle train(
      TrainingPlan plan,
      Recipe recipe,
      long seed,
      @Nullable ModelBundle start,
      TrainingListener listener)
      throws IOException, InterruptedException {
    WarmStart warmStart = start == null ? null : warmStart(start, recipe);
    try (FeatureFile features = FeatureFile.create()) {
      return train(plan, recipe, seed, warmStart, features, listener);
    } catch (ClosedByInterruptException e) {
      throw interrupted();
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof ClosedByInterruptException) {
        throw interrupted();
      }
      throw e.getCause();
    }
  }

  private static InterruptedException interrupted() {
    // A channel that an interrupt closes leaves the thread interrupted.
    Thread.interrupted();
    return new InterruptedException("training was interrupted");
  }

  private static WarmStart warmStart(ModelBundle start, Recipe recipe) throws IOException {
    String model = start.manifest().modelVersion();
    if (!start.manifest().frontEnd().equals(recipe.frontEnd())) {
      throw new IllegalArgumentException(
          "model %s cannot be trained on by recipe %s: its front-end is another one; train without a warm start"
              .formatted(model, recipe.name()));
    }
    WarmStart warmStart = WarmStart.of(start);
    if (!warmStart.knows(recipe.architecture())) {
      throw new IllegalArgumentException(
          "model %s cannot be trained on by recipe %s: it has no network of the architecture %s; train without a warm start"
              .formatted(model, recipe.name(), recipe.architecture()));
    }
    return warmStart;
  }

  private ModelBundle train(
      TrainingPlan plan,
      Recipe recipe,
      long seed,
      @Nullable WarmStart start,
      FrameStore features,
      TrainingListener listener)
      throws IOException, InterruptedException {
    int clips = plan.training().clips().size() + plan.calibration().clips().size();
    List<ClipFeatures> training = new ArrayList<>();
    List<ClipFeatures> calibration = new ArrayList<>();
    for (TrainingClip clip : plan.training().clips()) {
      training.add(read(clip, recipe, features));
      reportReading(listener, recipe, (double) training.size() / clips);
    }
    for (TrainingClip clip : plan.calibration().clips()) {
      calibration.add(read(clip, recipe, features));
      reportReading(listener, recipe, (double) (training.size() + calibration.size()) / clips);
    }
    ModelBundle bundle = train(training, recipe, seed, start, listener);
    return calibrate(bundle, calibration, plan.falseAlarmsPerWeek(), recipe, listener);
  }

  private static ClipFeatures read(TrainingClip clip, Recipe recipe, FrameStore features)
      throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("training was interrupted");
    }
    return ClipFeatures.read(clip, recipe, features);
  }

  private static void reportReading(TrainingListener listener, Recipe recipe, double share) {
    listener.progress(
        new Progress(Phase.READING, 0, recipe.epochs(), Double.NaN, READING_SHARE * share));
  }

  /** Trains on clips that were read already; the model has no thresholds yet. */
  ModelBundle train(
      List<ClipFeatures> training, Recipe recipe, long seed, TrainingListener listener)
      throws IOException, InterruptedException {
    return train(training, recipe, seed, null, listener);
  }

  private ModelBundle train(
      List<ClipFeatures> training,
      Recipe recipe,
      long seed,
      @Nullable WarmStart start,
      TrainingListener listener)
      throws IOException, InterruptedException {
    List<MachineSpec> machines = machines(training);
    List<NetworkSpec.Blocks> networks = networks(machines, recipe);
    AUTOGRAD.lockInterruptibly();
    List<NetworkTraining> trainings = new ArrayList<>();
    try {
      Torch.useThreads(threads);
      Torch.seed(seed);
      List<BlockNetwork> trained = new ArrayList<>();
      Map<String, NormalSound> normals = new HashMap<>();
      double loss = 0;
      for (int n = 0; n < networks.size(); n++) {
        NetworkTraining network = prepare(networks.get(n), training, recipe, seed, start);
        trainings.add(network);
        double before = (double) n / networks.size();
        loss += network.run(stepListener(listener, recipe, network, before, networks.size()));
        BlockNetwork finished = network.finish();
        trained.add(finished);
        normals.putAll(normals(networks.get(n), training, finished, recipe));
      }
      ScorerSpec scorer = recipe.scorerOf(networks);
      SortedMap<String, Double> metrics = new TreeMap<>();
      metrics.put("loss", loss / networks.size());
      ModelManifest manifest =
          new ModelManifest(
              ModelManifest.FORMAT,
              recipe.name(),
              recipe.name(),
              seed,
              recipe.frontEnd(),
              recipe.window(),
              List.copyOf(networks),
              scorer,
              AlarmSpec.standard(),
              machines,
              metrics,
              ClipFeatures.fingerprint(training),
              new TreeMap<>());
      return ModelBundle.assemble(
              manifest,
              trained,
              NormalSounds.references(normals, training, recipe.window(), scorer))
          .trainedOn(training.stream().map(ClipFeatures::digest).toList());
    } finally {
      trainings.forEach(NetworkTraining::close);
      AUTOGRAD.unlock();
    }
  }

  private static List<MachineSpec> machines(List<ClipFeatures> training) throws DatasetException {
    SortedMap<String, MachineSpec> machines = new TreeMap<>();
    for (ClipFeatures features : training) {
      TrainingClip clip = features.clip();
      SortedSet<String> sensors = new TreeSet<>(features.sensors());
      MachineSpec other = machines.get(clip.machineId());
      if (other != null) {
        if (!other.type().equals(clip.type())) {
          throw new DatasetException(
              clip.machineId() + " is a " + other.type() + " and a " + clip.type());
        }
        sensors.addAll(other.sensors());
      }
      String id = clip.machineId();
      machines.put(id, new MachineSpec(id, clip.type(), id, List.copyOf(sensors)));
    }
    return List.copyOf(machines.values());
  }

  private static List<NetworkSpec.Blocks> networks(List<MachineSpec> machines, Recipe recipe)
      throws DatasetException {
    SortedMap<String, List<ClassSpec>> classes = new TreeMap<>();
    for (MachineSpec machine : machines) {
      String network = recipe.perType() ? machine.type() : "all";
      classes
          .computeIfAbsent(network, name -> new ArrayList<>())
          .add(new ClassSpec(machine.modelClass(), null));
    }
    List<NetworkSpec.Blocks> networks = new ArrayList<>();
    for (Map.Entry<String, List<ClassSpec>> entry : classes.entrySet()) {
      int machinesOfNetwork = entry.getValue().size();
      int hearings = recipe.hearings(machinesOfNetwork).size();
      if (machinesOfNetwork * hearings < 2) {
        throw new DatasetException(
            String.format(
                "recipe %s tells machines apart and needs at least two%s; there is only %s",
                recipe.name(),
                recipe.perType() ? " of each type" : "",
                entry.getValue().get(0).name()));
      }
      networks.add(
          new NetworkSpec.Blocks(
              entry.getKey(),
              recipe.architecture(),
              recipe.head(),
              entry.getValue(),
              machinesOfNetwork * (hearings - 1)));
    }
    if (networks.isEmpty()) {
      throw new DatasetException("there is no normal clip to train on");
    }
    return networks;
  }

  private static NetworkTraining prepare(
      NetworkSpec.Blocks spec,
      List<ClipFeatures> training,
      Recipe recipe,
      long seed,
      @Nullable WarmStart start) {
    List<CropSampler.Example> examples = new ArrayList<>();
    int classes = spec.classes().size();
    List<Distortion> hearings = recipe.hearings(classes);
    for (int c = 0; c < classes; c++) {
      String modelClass = spec.classes().get(c).name();
      for (ClipFeatures features : training) {
        if (features.clip().machineId().equals(modelClass)) {
          for (int h = 0; h < hearings.size(); h++) {
            // First the classes as they are, then the pseudo-classes of each hearing.
            int label = h * classes + c;
            examples.add(new CropSampler.Example(features.channels(), hearings.get(h), label));
          }
        }
      }
    }
    Random random = new Random(seed);
    CropSampler sampler = new CropSampler(examples, spec.logits(), recipe, random);
    return new NetworkTraining(recipe, spec, sampler, random, start);
  }

  private static Map<String, NormalSound> normals(
      NetworkSpec.Blocks spec, List<ClipFeatures> training, BlockNetwork network, Recipe recipe) {
    Set<String> classes = spec.classes().stream().map(ClassSpec::name).collect(Collectors.toSet());
    return NormalSounds.of(
        training.stream().filter(f -> classes.contains(f.clip().machineId())).toList(),
        network,
        recipe.window(),
        recipe.maxReferences());
  }

  private static NetworkTraining.StepListener stepListener(
      TrainingListener listener,
      Recipe recipe,
      NetworkTraining training,
      double before,
      int networks) {
    return (epoch, loss, steps) -> {
      double trained = before + (double) steps / training.steps() / networks;
      listener.progress(
          new Progress(
              Phase.TRAINING,
              epoch + 1,
              recipe.epochs(),
              loss,
              READING_SHARE + TRAINING_SHARE * trained));
    };
  }

  private ModelBundle calibrate(
      ModelBundle bundle,
      List<ClipFeatures> held,
      double falseAlarmsPerWeek,
      Recipe recipe,
      TrainingListener listener)
      throws IOException, InterruptedException {
    if (held.isEmpty()) {
      return bundle;
    }
    double loss = bundle.manifest().metrics().getOrDefault("loss", Double.NaN);
    double before = READING_SHARE + TRAINING_SHARE;
    try (HeldOutScores scores = new HeldOutScores(bundle, threads)) {
      for (int i = 0; i < held.size(); i++) {
        if (!scores.add(held.get(i))) {
          throw new DatasetException(
              held.get(i).clip().describe()
                  + " is held out for the threshold, but the same sound is trained on: remove one");
        }
        double done = before + (1 - before) * (i + 1) / held.size();
        listener.progress(
            new Progress(Phase.CALIBRATING, recipe.epochs(), recipe.epochs(), loss, done));
      }
      return scores.calibrated(scores.falseAlarms(), falseAlarmsPerWeek);
    }
  }
}
