/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.detector.FalseAlarms;
import io.auscult.detector.ModelBundle;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;
import io.auscult.trainer.Condition;
import io.auscult.trainer.Dataset;
import io.auscult.trainer.Recipe;
import io.auscult.trainer.Trainer;
import io.auscult.trainer.TrainingClip;
import io.auscult.trainer.TrainingListener;
import io.auscult.trainer.TrainingPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether it measures, not what. */
class PipelineBenchmarkIT {

  private static final SeedSpace SEEDS = new SeedSpace(7);

  @TempDir Path folder;

  @Test
  void shouldCountEveryWindowOfEverySensorOnceAndTheBytesOfEveryChangelog() throws Exception {
    ModelBundle model = model(1);
    PipelineBenchmark benchmark = new PipelineBenchmark(model, model, new Load(3, 6, 0.5), 1, null);

    PipelineFigures figures = benchmark.run(folder);

    // 6 s have (96,000 - 2,048) / 512 + 1 = 184 frames: (184 - 64) / 32 + 1 = 4 windows.
    assertThat(figures.windows()).isEqualTo(3 * 4);
    assertThat(figures.shadowWindows()).isEqualTo(3 * 4);
    assertThat(figures.lost()).isZero();
    assertThat(figures.duplicated()).isZero();
    assertThat(figures.unexpected()).isZero();
    assertThat(figures.chunks()).isEqualTo(3 * 12);
    assertThat(figures.latencyMsP50()).isPositive();
    assertThat(figures.latencyMsP99()).isGreaterThanOrEqualTo(figures.latencyMsP50());
    assertThat(figures.pipelineThreadCores()).isPositive().isLessThan(figures.cores());
    assertThat(figures.changelogs())
        .containsKeys("log-mel-blocks", "pcm-tails", "sensor-cursors", "sensor-evidence");
    // Float16 spectra of sound are a quarter of it, and do not compress to nothing.
    assertThat(figures.changelogs().get("log-mel-blocks")).isBetween(0.05, 0.3);
    assertThat(figures.changelogBytesPerAudioByte())
        .isGreaterThan(figures.changelogs().get("log-mel-blocks"));
  }

  @Test
  void shouldLoseNoWindowWhileChampionsAreExchanged() throws Exception {
    PipelineBenchmark.Rival rival = new PipelineBenchmark.Rival(model(2), Duration.ofSeconds(3));
    PipelineBenchmark benchmark =
        new PipelineBenchmark(model(1), null, new Load(3, 16, 1), 1, rival);

    PipelineFigures figures = benchmark.run(folder);

    // 16 s have 496 frames: (496 - 64) / 32 + 1 = 14 windows.
    assertThat(figures.windows()).isEqualTo(3 * 14);
    assertThat(figures.lost()).isZero();
    assertThat(figures.duplicated()).isZero();
    PromotionFigures promotions = Objects.requireNonNull(figures.promotions());
    assertThat(promotions.promoted()).isPositive();
    assertThat(promotions.windows()).hasSize(2);
    assertThat(promotions.untilScoredMsP50()).isPositive();
  }

  private static ModelBundle model(long seed) throws Exception {
    TrainingPlan plan =
        new TrainingPlan(clips(Purpose.TRAINING, 4), clips(Purpose.CALIBRATION, 3))
            .asking(FalseAlarms.HOURS_A_WEEK);
    Recipe quick = Recipe.named("default").withEpochs(1).withWindow(64);
    return new Trainer(1).train(plan, quick, seed, TrainingListener.none());
  }

  private static Dataset clips(Purpose purpose, int count) {
    List<TrainingClip> clips = new ArrayList<>();
    for (SimulatedMachine machine : Plant.of(2).machines()) {
      for (int i = 0; i < count; i++) {
        float[] samples = new float[10 * MachineSound.SAMPLE_RATE];
        machine.start(SEEDS.seed(purpose, machine, i)).render(samples, 0, samples.length);
        clips.add(
            new TrainingClip(
                machine.id(),
                machine.type().id(),
                purpose.name() + i,
                Condition.NORMAL,
                () -> new float[][] {samples}));
      }
    }
    return new Dataset(clips);
  }
}
