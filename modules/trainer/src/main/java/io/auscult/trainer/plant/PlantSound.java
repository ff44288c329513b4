/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer.plant;

import io.auscult.audio.UnreadableAudioException;
import io.auscult.contracts.AnomalyHistory;
import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.Clip;
import io.auscult.contracts.KeptClips;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.Topics;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.trainer.ChannelCheck;
import io.auscult.trainer.ClipAudio;
import io.auscult.trainer.ClipStore;
import io.auscult.trainer.Condition;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.DatasetException;
import io.auscult.trainer.MachineType;
import io.auscult.trainer.Part;
import io.auscult.trainer.SoundDigest;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.TrainingPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a plant has kept of its own sound, selected to train on or to try models on. All topics are
 * read twice: first what there is, then the sound of what is taken, which lies in a temporary file
 * until this is closed.
 */
public final class PlantSound implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(PlantSound.class);

  /** What the sound is for. */
  public enum Use {
    TRAINING,
    /** Only what models are tried on is fetched. */
    TRIAL
  }

  private final ClipStore store;
  private final Use use;
  private final Set<String> retired;
  private final Set<String> digests = new HashSet<>();
  private final List<TrainingClip> training = new ArrayList<>();
  private final List<TrainingClip> calibration = new ArrayList<>();
  private final List<TrainingClip> test = new ArrayList<>();
  private final List<TrainingClip> real = new ArrayList<>();
  private final List<SelectionReport.Machine> machines = new ArrayList<>();
  private long unreadable;

  private PlantSound(ClipStore store, Use use, Set<String> retired) {
    this.store = store;
    this.use = use;
    this.retired = retired;
  }

  /**
   * Reads {@code auscult.normals}, {@code clips}, {@code labels}, {@code anomalies} and {@code
   * machines}.
   *
   * @param clientSettings Kafka client settings, {@code bootstrap.servers} among them
   * @param atMost how long to wait for a broker
   * @param rules what is taken
   * @param champion knows what kind of machine one is, if nobody said; null: there is none
   * @throws BrokerUnavailableException if a topic cannot be read
   * @throws IOException if there is no room for the temporary file
   */
  public static PlantSound gather(
      Map<String, ?> clientSettings,
      Duration atMost,
      SelectionRules rules,
      Use use,
      @Nullable ModelManifest champion)
      throws IOException, InterruptedException {
    Judgements judgements =
        new Judgements(
            new MachineRegistry(clientSettings, atMost).all(),
            new LabelBook(clientSettings, atMost).all().values(),
            new AnomalyHistory(clientSettings, atMost).lastEvents());
    ClipSelection selection = new ClipSelection(judgements, rules);
    try (KeptClips normals = KeptClips.open(clientSettings, Topics.NORMALS, atMost);
        KeptClips clips = KeptClips.open(clientSettings, Topics.CLIPS, atMost)) {
      PlantSound sound = new PlantSound(ClipStore.create(), use, judgements.retired());
      try {
        sound.unreadable =
            normals.forEach(
                rules.since(), (place, clip) -> selection.addNormal(KeptSound.normal(clip, place)));
        sound.unreadable +=
            clips.forEach(
                rules.since(),
                (place, clip) -> selection.addOfAnomaly(KeptSound.ofAnomaly(clip, place)));
        for (Map.Entry<String, MachineSelection> machine : selection.machines().entrySet()) {
          String id = machine.getKey();
          String type =
              judgements
                  .type(id)
                  .or(() -> type(champion, id))
                  .orElseGet(() -> MachineType.ofId(id));
          sound.fetch(id, type, machine.getValue(), rules, normals, clips);
        }
        LOG.info(
            "sound selected training={} calibration={} test={} real={}",
            sound.training.size(),
            sound.calibration.size(),
            sound.test.size(),
            sound.real.size());
        return sound;
      } catch (IOException | InterruptedException | RuntimeException e) {
        sound.close();
        throw e;
      }
    }
  }

  private static Optional<String> type(@Nullable ModelManifest champion, String machineId) {
    return champion == null
        ? Optional.empty()
        : champion.machines().stream()
            .filter(machine -> machine.id().equals(machineId))
            .map(MachineSpec::type)
            .findFirst();
  }

  private void fetch(
      String id,
      String type,
      MachineSelection machine,
      SelectionRules rules,
      KeptClips normals,
      KeptClips clips)
      throws IOException, InterruptedException {
    Fetch fetch = new Fetch(type, machine, rules.leastSeconds(), normals, clips);
    Optional<TimeSplit> split = machine.take(rules.perMachine().toMillis() / 1e3);
    List<TrainingClip> ownTraining = new ArrayList<>();
    List<TrainingClip> ownCalibration = new ArrayList<>();
    List<TrainingClip> ownTest = new ArrayList<>();
    if (split.isPresent()) {
      if (use == Use.TRAINING) {
        ownTraining.addAll(fetch.normal(split.get().training()));
        ownCalibration.addAll(fetch.normal(split.get().calibration()));
      }
      ownTest.addAll(fetch.normal(split.get().test()));
    }
    boolean taken = use == Use.TRIAL || !(ownTraining.isEmpty() || ownCalibration.isEmpty());
    if (taken) {
      training.addAll(ownTraining);
      calibration.addAll(ownCalibration);
      test.addAll(ownTest);
    } else {
      int left = ownTraining.size() + ownCalibration.size() + ownTest.size();
      for (int i = 0; i < left; i++) {
        machine.exclude(Exclusion.TOO_LITTLE);
      }
    }
    List<TrainingClip> ownReal = fetch.real(machine.real());
    real.addAll(ownReal);
    machines.add(
        new SelectionReport.Machine(
            id,
            type,
            machine.offered(),
            taken ? fetch.normalSeconds / 60 : 0,
            taken ? ownTraining.size() : 0,
            taken ? ownCalibration.size() : 0,
            taken ? ownTest.size() : 0,
            ownReal.size(),
            machine.excluded()));
  }

  /** Fetches the sound of one machine. */
  private final class Fetch {

    private final String type;
    private final MachineSelection machine;
    private final double leastSeconds;
    private final KeptClips normals;
    private final KeptClips clips;
    private double normalSeconds;

    Fetch(
        String type,
        MachineSelection machine,
        double leastSeconds,
        KeptClips normals,
        KeptClips clips) {
      this.type = type;
      this.machine = machine;
      this.leastSeconds = leastSeconds;
      this.normals = normals;
      this.clips = clips;
    }

    List<TrainingClip> normal(List<KeptSound> sounds) throws IOException, InterruptedException {
      List<TrainingClip> fetched = new ArrayList<>();
      for (KeptSound sound : sounds) {
        Fetched clip = one(sound, Condition.NORMAL);
        if (clip.reason() != null) {
          machine.exclude(clip.reason());
        } else if (clip.clip() != null) {
          fetched.add(clip.clip());
          normalSeconds += sound.seconds();
        }
      }
      return fetched;
    }

    /** Those of real anomalies; each is left out of the training anyway. */
    List<TrainingClip> real(List<KeptSound> sounds) throws IOException, InterruptedException {
      List<TrainingClip> fetched = new ArrayList<>();
      for (KeptSound sound : sounds) {
        TrainingClip clip = one(sound, Condition.ABNORMAL).clip();
        if (clip != null) {
          fetched.add(clip);
        }
      }
      return fetched;
    }

    private Fetched one(KeptSound sound, Condition condition)
        throws IOException, InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException("selecting the sound was interrupted");
      }
      Optional<Clip> found = (sound.anomalyId() == null ? normals : clips).at(sound.place());
      if (found.isEmpty()) {
        return Fetched.not(Exclusion.UNDECODABLE);
      }
      String name = "%s %s".formatted(sound.machineId(), sound.name());
      ClipAudio audio = store.keep(name, found.get().getFlac(), sound.sampleCount());
      float[][] channels;
      try {
        channels = audio.read();
      } catch (UnreadableAudioException | DatasetException e) {
        LOG.warn("a clip cannot be decoded error={}", e.getMessage());
        return Fetched.not(Exclusion.UNDECODABLE);
      }
      if (channels.length != 1 || channels[0].length == 0) {
        return Fetched.not(Exclusion.UNDECODABLE);
      }
      if (channels[0].length < leastSeconds * ClipAudio.SAMPLE_RATE) {
        return Fetched.not(Exclusion.TOO_SHORT);
      }
      if (ChannelCheck.of(channels[0]).isMute()) {
        return Fetched.not(Exclusion.SILENT);
      }
      if (!digests.add(SoundDigest.of(channels))) {
        return Fetched.not(Exclusion.DUPLICATE);
      }
      return new Fetched(
          new TrainingClip(
              sound.machineId(),
              type,
              sound.name(),
              condition,
              Part.UNSPECIFIED,
              audio,
              sound.sensorId()),
          null);
    }
  }

  /** A clip, or why there is none. */
  private record Fetched(@Nullable TrainingClip clip, @Nullable Exclusion reason) {
    static Fetched not(Exclusion reason) {
      return new Fetched(null, reason);
    }
  }

  /** What to train and calibrate on. */
  public TrainingPlan plan() {
    return new TrainingPlan(new Dataset(training), new Dataset(calibration));
  }

  /** The latest normal sound of each machine, which is neither trained nor calibrated on. */
  public Dataset test() {
    return new Dataset(test);
  }

  /** The sound of the anomalies that people called real. */
  public Dataset real() {
    return new Dataset(real);
  }

  /** The machines that are retired: nobody misses them in a model. */
  public Set<String> retired() {
    return retired;
  }

  /** What was taken and what was not. */
  public SelectionReport report() {
    return new SelectionReport(machines, unreadable);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
