/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.app.training.OneTrainer;
import io.auscult.app.training.TrainWatch;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.contracts.ModelRelease;
import io.auscult.trainer.plant.Recalibration;
import io.auscult.trainer.plant.Retraining;
import io.auscult.trainer.plant.Retraining.Retrained;
import io.auscult.trainer.plant.SelectionReport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code auscult train --from-kafka}: learns from what a plant kept, and says what came of it. */
final class PlantTraining {

  private static final Duration WAIT_FOR_OTHERS = Duration.ofMinutes(1);
  private static final Duration LOOK_EVERY = Duration.ofMinutes(1);
  private static final Duration REST_AFTER_FAILURE = Duration.ofHours(1);

  private final PlantOptions plant;
  private final RecipeOptions recipe;
  private final boolean json;

  /**
   * @param json whether the result is printed as one JSON object
   */
  PlantTraining(PlantOptions plant, RecipeOptions recipe, boolean json) {
    this.plant = plant;
    this.recipe = recipe;
    this.json = json;
  }

  /**
   * Trains.
   *
   * @param out the bundle to write; null: none
   */
  void run(@Nullable Path out, double falseAlarmsPerWeek) throws Exception {
    Retraining.Order order = plant.order(recipe, falseAlarmsPerWeek);
    recipe.useDevice();
    Retrained retrained;
    try (Display display = new Display()) {
      retrained =
          new Retraining(plant.clientSettings(), KafkaOptions.PATIENCE, recipe.threads())
              .run(order, display);
    }
    if (out != null) {
      retrained.bundle().write(out);
    }
    HeldOutHours.of(retrained.bundle().manifest()).lines().forEach(System.err::println);
    if (json) {
      JsonOutput.print(fields(retrained, out));
    } else {
      print(retrained, out);
    }
  }

  /**
   * Trains, once no other trainer is at work for this plant.
   *
   * @param out the bundle to write; null: none
   */
  void runAlone(@Nullable Path out, double falseAlarmsPerWeek) throws Exception {
    if (!OneTrainer.run(
        plant.clientSettings(), WAIT_FOR_OTHERS, () -> run(out, falseAlarmsPerWeek))) {
      throw new CommandFailedException(
          "another trainer has been at work for %d min: try again when it is done, or add --no-publish"
              .formatted(WAIT_FOR_OTHERS.toMinutes()));
    }
  }

  /** Trains and recalibrates whenever it is due, until the thread is interrupted. */
  void watch(double falseAlarmsPerWeek) throws InterruptedException {
    new TrainWatch(
            plant.clientSettings(),
            plant.every(),
            LOOK_EVERY,
            REST_AFTER_FAILURE,
            new TrainWatch.Worker() {
              @Override
              public void train() throws Exception {
                run(null, falseAlarmsPerWeek);
              }

              @Override
              public void recalibrate() throws Exception {
                PlantTraining.this.recalibrate(falseAlarmsPerWeek);
              }
            })
        .run();
  }

  private void recalibrate(double falseAlarmsPerWeek) throws Exception {
    Retraining.Order order = plant.order(recipe, falseAlarmsPerWeek);
    recipe.useDevice();
    ModelRelease release =
        new Recalibration(plant.clientSettings(), KafkaOptions.PATIENCE, recipe.threads())
            .run(
                order.since(),
                order.perMachine(),
                falseAlarmsPerWeek,
                plant.by(),
                new ShareOfWork("calibrating"));
    if (json) {
      JsonOutput.print(Map.of("recalibrated", release.getRelease()));
    } else {
      System.out.printf(
          "%s: the champion with new thresholds, published as challenger%n", release.getRelease());
    }
  }

  private static Map<String, @Nullable Object> fields(Retrained retrained, @Nullable Path out) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("selection", retrained.selection());
    fields.put("modelVersion", retrained.bundle().manifest().modelVersion());
    fields.put("machines", retrained.bundle().manifest().machines().size());
    fields.put("sha256", retrained.bundle().sha256());
    fields.put("trainSeconds", retrained.trainSeconds());
    fields.put("champion", retrained.champion());
    fields.put("trial", retrained.trial());
    fields.put("release", retrained.release() == null ? null : retrained.release().getRelease());
    fields.put("model", out == null ? null : out.toString());
    return fields;
  }

  private void print(Retrained retrained, @Nullable Path out) {
    System.out.printf(
        "model %s of %d machines, trained in %.0f s%n",
        retrained.bundle().manifest().modelVersion(),
        retrained.bundle().manifest().machines().size(),
        retrained.trainSeconds());
    if (out != null) {
      System.out.printf("%s: written%n", out);
    }
    if (retrained.trial() != null) {
      TrialText.lines(retrained.trial()).forEach(System.out::println);
    } else {
      System.out.println("there is no champion to try it against");
    }
    if (retrained.release() != null) {
      System.out.printf(
          "%s: published as challenger; to let pipelines use it: auscult model promote%n",
          retrained.release().getRelease());
    } else if (out == null) {
      System.out.println("neither --out nor a release: nothing is kept of it");
    }
  }

  /** Shows what is going on. */
  private final class Display implements Retraining.Listener, AutoCloseable {

    private @Nullable TrainingProgress training;
    private final ShareOfWork trial = new ShareOfWork("trial");

    @Override
    public void selected(SelectionReport report) {
      if (!json) {
        SelectionText.lines(report).forEach(System.out::println);
      }
    }

    @Override
    public void progress(Progress progress) {
      if (training == null) {
        training = new TrainingProgress();
      }
      training.progress(progress);
    }

    @Override
    public void trying(double done) {
      close();
      trial.accept(done);
    }

    @Override
    public void close() {
      if (training != null) {
        training.close();
        training = null;
      }
    }
  }
}
