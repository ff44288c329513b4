/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.demo;

import io.auscult.detector.FalseAlarms;
import io.auscult.gateway.capture.Channels;
import io.auscult.gateway.capture.Feed;
import io.auscult.gateway.source.PacedSounds;
import io.auscult.gateway.source.PlaylistSource;
import io.auscult.gateway.source.SoundSource;
import io.auscult.trainer.Condition;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.TrainingPlan;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Machines that were recorded. A fifth of each machine's normal clips is held out of the training.
 * Each machine is heard through its first channel: first the held-out normals, then the abnormal
 * clips, over and over.
 */
final class RecordedPlant implements DemoPlant {

  private static final int HELD_OUT = 5;
  private static final int SAMPLE_RATE = 16_000;

  /** So often a machine's clips are repeated: a plant of seven 10 s clips goes on for an hour. */
  private static final int ROUNDS = 60;

  private final Dataset dataset;
  private final Recipe recipe;
  private final Map<String, List<TrainingClip>> heard = new TreeMap<>();

  /**
   * @param dataset clips of at least two machines
   * @param recipe that will learn them
   */
  RecordedPlant(Dataset dataset, Recipe recipe) {
    this.dataset = dataset;
    this.recipe = recipe;
    Map<String, List<TrainingClip>> normals = new TreeMap<>();
    for (TrainingClip clip : dataset.normals().clips()) {
      normals.computeIfAbsent(clip.machineId(), id -> new ArrayList<>()).add(clip);
    }
    normals.forEach(
        (machine, clips) ->
            heard.put(
                machine,
                new ArrayList<>(clips.subList(0, (clips.size() + HELD_OUT - 1) / HELD_OUT))));
    for (TrainingClip clip : dataset.clips()) {
      if (clip.condition() == Condition.ABNORMAL && heard.containsKey(clip.machineId())) {
        heard.get(clip.machineId()).add(clip);
      }
    }
  }

  @Override
  public List<String> machines() {
    return List.copyOf(heard.keySet());
  }

  @Override
  public TrainingPlan past() throws IOException {
    Set<TrainingClip> heldOut = new HashSet<>();
    heard.values().forEach(heldOut::addAll);
    // A few clips a machine can tell of an hour, not of weeks.
    return TrainingPlan.holdingOut(
            dataset.where(clip -> !heldOut.contains(clip)), recipe.calibrationShare())
        .asking(FalseAlarms.HOURS_A_WEEK);
  }

  @Override
  public List<Feed> future(Truth truth) {
    List<Feed> feeds = new ArrayList<>();
    // Named as a channel of several, so that the model holds it against what that one heard.
    heard.forEach(
        (machine, clips) ->
            feeds.add(
                new Feed(
                    machine,
                    new Channels.Only(machine, 1),
                    PacedSounds.realTime(() -> playlist(machine, clips, truth)))));
    return feeds;
  }

  private static PlaylistSource playlist(String machine, List<TrainingClip> clips, Truth truth)
      throws IOException {
    List<SoundSource.Opener> openers = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      for (TrainingClip clip : clips) {
        openers.add(() -> ClipSource.open(clip));
      }
    }
    return new PlaylistSource(
        openers,
        (clip, firstFrame) -> {
          boolean isBroken = isBroken(clips, clip);
          boolean wasBroken = clip > 0 && isBroken(clips, clip - 1);
          Duration at = Duration.ofMillis(firstFrame * 1000 / SAMPLE_RATE);
          if (isBroken && !wasBroken) {
            truth.breaks(machine, at);
          } else if (wasBroken && !isBroken) {
            truth.recovers(machine, at);
          }
        });
  }

  private static boolean isBroken(List<TrainingClip> clips, int clip) {
    return clips.get(clip % clips.size()).condition() == Condition.ABNORMAL;
  }

  @Override
  public @Nullable Long seed() {
    return null;
  }
}
