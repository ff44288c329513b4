/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.detector.TrainingBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Deals out random crops of labelled spectrograms, mixed in pairs, in batches of nearly equal size.
 * Every random choice comes from one seeded source.
 */
final class CropSampler {

  /** Sound that gives one crop an epoch: 10 s at 31.25 frames a second. */
  private static final int FRAMES_PER_CROP = 300;

  /** A channel of a clip, [frame][mel band], and the class it belongs to. */
  @SuppressWarnings("ArrayRecordComponent") // never compared; shares the features
  record Example(float[][] logMel, int label) {}

  private final List<Example> examples;
  private final int classes;
  private final Recipe recipe;
  private final Random random;
  private final Mixup mixup;

  CropSampler(List<Example> examples, int classes, Recipe recipe, Random random) {
    this.examples = examples;
    this.classes = classes;
    this.recipe = recipe;
    this.random = random;
    this.mixup = new Mixup(recipe.mixup());
  }

  int batchesPerEpoch() {
    return Math.max(1, Math.round((float) cropsPerEpoch() / recipe.batchSize()));
  }

  private int cropsPerEpoch() {
    long crops = examples.stream().mapToLong(CropSampler::crops).sum();
    return (int) Math.max(recipe.minCropsPerEpoch(), Math.min(crops, recipe.maxCropsPerEpoch()));
  }

  private static int crops(Example example) {
    return Math.max(1, example.logMel().length / FRAMES_PER_CROP);
  }

  /** The batches of one epoch; each is made when it is asked for. */
  Iterable<TrainingBatch> epoch() {
    List<Example> dealt = deal();
    int batches = batchesPerEpoch();
    List<List<Example>> parts = new ArrayList<>(batches);
    for (int i = 0; i < batches; i++) {
      long from = (long) dealt.size() * i / batches;
      long to = (long) dealt.size() * (i + 1) / batches;
      parts.add(dealt.subList((int) from, (int) to));
    }
    return () -> parts.stream().map(this::batch).iterator();
  }

  private List<Example> deal() {
    List<Example> pass = new ArrayList<>();
    for (Example example : examples) {
      pass.addAll(Collections.nCopies(crops(example), example));
    }
    int wanted = cropsPerEpoch();
    List<Example> dealt = new ArrayList<>(wanted);
    while (dealt.size() < wanted) {
      Collections.shuffle(pass, random);
      dealt.addAll(pass.subList(0, Math.min(pass.size(), wanted - dealt.size())));
    }
    return dealt;
  }

  private TrainingBatch batch(List<Example> members) {
    int frames = recipe.window().frames();
    int melBands = recipe.frontEnd().melBands();
    TrainingBatch batch = new TrainingBatch(members.size(), melBands, frames, classes);
    int[] starts = new int[members.size()];
    List<Integer> partners = new ArrayList<>();
    for (int i = 0; i < starts.length; i++) {
      starts[i] = random.nextInt(members.get(i).logMel().length - frames + 1);
      partners.add(i);
    }
    Collections.shuffle(partners, random);
    float share = (float) mixup.share(random);
    for (int i = 0; i < starts.length; i++) {
      int partner = partners.get(i);
      if (recipe.mixupPerWindow()) {
        share = (float) mixup.share(random);
      }
      add(batch, i, members.get(i), starts[i], share);
      add(batch, i, members.get(partner), starts[partner], 1 - share);
      batch.margins()[i * classes + members.get(i).label()] = 1;
    }
    return batch;
  }

  private void add(TrainingBatch batch, int row, Example example, int start, float share) {
    if (share == 0) {
      return;
    }
    int frames = recipe.window().frames();
    int melBands = recipe.frontEnd().melBands();
    int offset = row * melBands * frames;
    for (int frame = 0; frame < frames; frame++) {
      float[] logMel = example.logMel()[start + frame];
      for (int band = 0; band < melBands; band++) {
        batch.windows()[offset + band * frames + frame] += share * logMel[band];
      }
    }
    float smoothing = (float) recipe.labelSmoothing();
    for (int c = 0; c < classes; c++) {
      float target = smoothing / classes + (c == example.label() ? 1 - smoothing : 0);
      batch.targets()[row * classes + c] += share * target;
    }
  }
}
