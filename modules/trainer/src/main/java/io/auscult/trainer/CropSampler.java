/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.detector.TrainingBatch;
import io.auscult.trainer.Augmentation.Channels;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Deals out random crops of labelled spectrograms, mixed in pairs, in batches of nearly equal size.
 * Every random choice comes from one seeded source.
 */
final class CropSampler {

  /** Sound that gives one crop an epoch: 10 s at 31.25 frames a second. */
  private static final int FRAMES_PER_CROP = 300;

  /**
   * A clip and the class it belongs to.
   *
   * @param channels the spectrogram of each
   * @param hearing how the class hears it
   */
  record Example(List<Frames> channels, Distortion hearing, int label) {

    int frames() {
      return channels.get(0).count();
    }
  }

  /** A clip is to give a crop: the first of an epoch is number 0. */
  private record Turn(Example example, int number) {}

  /** A place in a clip. */
  private record Crop(Example example, int channel, int start) {}

  private final List<Turn> turns;
  private final int classes;
  private final Recipe recipe;
  private final Random random;

  CropSampler(List<Example> examples, int classes, Recipe recipe, Random random) {
    this.classes = classes;
    this.recipe = recipe;
    this.random = random;
    this.turns = turns(examples);
  }

  /**
   * One pass over all the sound, in which every class has as many turns as the one with the most:
   * the turns of those with less sound come again.
   */
  private List<Turn> turns(List<Example> examples) {
    List<Turn> pass = new ArrayList<>();
    Map<Integer, List<Turn>> byClass = new TreeMap<>();
    for (Example example : examples) {
      for (int i = 0; i < crops(example); i++) {
        Turn turn = new Turn(example, i);
        pass.add(turn);
        byClass.computeIfAbsent(example.label(), label -> new ArrayList<>()).add(turn);
      }
    }
    int most = byClass.values().stream().mapToInt(List::size).max().orElse(0);
    for (List<Turn> own : byClass.values()) {
      for (int i = own.size(); i < most; i++) {
        pass.add(own.get(i % own.size()));
      }
    }
    return pass;
  }

  int batchesPerEpoch() {
    return Math.max(1, Math.round((float) cropsPerEpoch() / recipe.optimization().batchSize()));
  }

  private int cropsPerEpoch() {
    Optimization limits = recipe.optimization();
    return Math.max(limits.minCropsPerEpoch(), Math.min(turns.size(), limits.maxCropsPerEpoch()));
  }

  private int crops(Example example) {
    int each = Math.max(1, example.frames() / FRAMES_PER_CROP);
    return recipe.augmentation().channels() == Channels.EACH
        ? each * example.channels().size()
        : each;
  }

  /** The batches of one epoch; each is made when it is asked for. */
  Iterable<TrainingBatch> epoch() {
    List<Crop> dealt = deal();
    int batches = batchesPerEpoch();
    List<List<Crop>> parts = new ArrayList<>(batches);
    for (int i = 0; i < batches; i++) {
      long from = (long) dealt.size() * i / batches;
      long to = (long) dealt.size() * (i + 1) / batches;
      parts.add(dealt.subList((int) from, (int) to));
    }
    return () -> parts.stream().map(this::batch).iterator();
  }

  private List<Crop> deal() {
    List<Turn> pass = new ArrayList<>(turns);
    int wanted = cropsPerEpoch();
    List<Crop> dealt = new ArrayList<>(wanted);
    while (dealt.size() < wanted) {
      Collections.shuffle(pass, random);
      for (Turn turn : pass.subList(0, Math.min(pass.size(), wanted - dealt.size()))) {
        dealt.add(crop(turn.example(), turn.number()));
      }
    }
    return dealt;
  }

  private Crop crop(Example example, int turn) {
    int channels = example.channels().size();
    int channel =
        recipe.augmentation().channels() == Channels.EACH
            ? turn % channels
            : random.nextInt(channels);
    int starts =
        recipe.augmentation().wrapAround()
            ? example.frames()
            : example.frames() - recipe.cropFrames() + 1;
    return new Crop(example, channel, random.nextInt(starts));
  }

  private TrainingBatch batch(List<Crop> crops) {
    int frames = recipe.cropFrames();
    int melBands = recipe.frontEnd().melBands();
    TrainingBatch batch = new TrainingBatch(crops.size(), melBands, frames, classes);
    Augmentation augmentation = recipe.augmentation();
    Mixup mixup = augmentation.mixup();
    List<Crop> partners = new ArrayList<>(crops);
    Collections.shuffle(partners, random);
    double share = mixup.share(random);
    for (int row = 0; row < crops.size(); row++) {
      if (mixup.perWindow()) {
        share = mixup.share(random);
      }
      add(batch, row, crops.get(row), (float) share);
      add(batch, row, partners.get(row), (float) (1 - share));
      label(
          batch, row, crops.get(row).example().label(), partners.get(row).example().label(), share);
      augmentation.masking().apply(batch, row, melBands, frames, random);
    }
    return batch;
  }

  private void add(TrainingBatch batch, int row, Crop crop, float share) {
    if (share == 0) {
      return;
    }
    int frames = recipe.cropFrames();
    int melBands = recipe.frontEnd().melBands();
    int offset = row * melBands * frames;
    double range = recipe.augmentation().gainDb();
    float gain = range == 0 ? 0 : (float) (range * (2 * random.nextDouble() - 1));
    Example example = crop.example();
    float[][] logMel =
        example.hearing().crop(example.channels().get(crop.channel()), crop.start(), frames);
    for (int frame = 0; frame < frames; frame++) {
      for (int band = 0; band < melBands; band++) {
        batch.windows()[offset + band * frames + frame] += share * (logMel[frame][band] + gain);
      }
    }
  }

  private void label(TrainingBatch batch, int row, int first, int second, double share) {
    switch (recipe.augmentation().mixup().labels()) {
      case SHARED -> {
        target(batch, row, first, share);
        target(batch, row, second, 1 - share);
        batch.margins()[row * classes + first] = 1;
      }
      case SHARED_MARGIN -> {
        target(batch, row, first, share);
        target(batch, row, second, 1 - share);
        batch.margins()[row * classes + first] = 1;
        batch.margins()[row * classes + second] = 1;
      }
      case DOMINANT -> {
        int dominant = share < 0.5 ? second : first;
        target(batch, row, dominant, 1);
        batch.margins()[row * classes + dominant] = 1;
      }
    }
  }

  private void target(TrainingBatch batch, int row, int label, double share) {
    double smoothing = recipe.labelSmoothing();
    for (int c = 0; c < classes; c++) {
      double target = smoothing / classes + (c == label ? 1 - smoothing : 0);
      batch.targets()[row * classes + c] += (float) (share * target);
    }
  }
}
