/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.OneLineErrors;
import io.auscult.contracts.AnomalyEvent;
import io.auscult.contracts.AnomalyState;
import io.auscult.contracts.Topics;
import io.auscult.contracts.WindowScore;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.detector.Calibration;
import io.auscult.detector.Detector;
import io.auscult.detector.FalseAlarms;
import io.auscult.detector.HeldOutClip;
import io.auscult.detector.ModelBundle;
import io.auscult.detector.WindowInput;
import io.auscult.detector.WindowResult;
import io.auscult.dsp.LogMelExtractor;
import io.auscult.pipeline.Listening;
import io.auscult.pipeline.decision.AlarmRule;
import io.auscult.pipeline.decision.AlarmStateMachine;
import io.auscult.pipeline.decision.Decision;
import io.auscult.pipeline.decision.MachineRules;
import io.auscult.pipeline.decision.ScoreSmoother;
import io.auscult.pipeline.state.MachineVotes;
import io.auscult.pipeline.state.SensorEvidence;
import io.auscult.simulator.MachineSound;
import io.auscult.simulator.Plant;
import io.auscult.simulator.SeedSpace;
import io.auscult.simulator.SeedSpace.Purpose;
import io.auscult.simulator.SimulatedMachine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Listens to hours of the simulated plant's healthy sound, rendered as fast as it can be, and
 * counts false alarms by the pipeline's own smoothing and alarm logic. Thresholds come from a
 * calibration on other sound of the same machines. Sound is scored once; every rate is only another
 * threshold.
 */
final class SimulatedHours {

  /**
   * Sound comes in recordings of at most ten minutes: what chance decides once a recording is then
   * different between calibration and judgement, and from hour to hour.
   */
  private static final double RECORDING_SECONDS = 600;

  private static final int BATCH = 16;

  private final ModelBundle bundle;
  private final Listening listening;
  private final List<SimulatedMachine> machines;
  private final SeedSpace seeds;
  private final int threads;

  /**
   * @param bundle a model that can stream and knows every machine of the simulated plant
   * @param seed of the sound
   * @param threads each with a detector of its own
   * @throws CommandFailedException if the model does not know a machine
   */
  SimulatedHours(ModelBundle bundle, long seed, int threads) {
    // Loads the serdes, which make Avro trust the records that the alarm logic copies.
    Objects.requireNonNull(Topics.ANOMALIES);
    this.bundle = bundle;
    this.listening = Listening.of(bundle.manifest());
    this.seeds = new SeedSpace(seed);
    this.threads = threads;
    this.machines = Plant.of(Plant.MOST_MACHINES).machines();
    for (SimulatedMachine machine : machines) {
      if (bundle.manifest().modelClass(machine.id()).isEmpty()) {
        throw new CommandFailedException(
            "the model has not learned %s: leave --model out to train one of the simulated plant"
                .formatted(machine.id()));
      }
    }
  }

  /** A recording to be scored: which machine, what for, which one, how long. */
  private record Recording(SimulatedMachine machine, Purpose purpose, int number, double seconds) {}

  /**
   * Runs the check.
   *
   * @param hours of all machines together
   * @param calibrationMinutes of every machine
   * @param hoursPerFalseAlarm the rates to ask for: one false alarm in so many machine-hours
   * @param progress told the share of the sound that was scored, 0 to 1
   */
  FalseAlarmReport run(
      double hours,
      double calibrationMinutes,
      List<Double> hoursPerFalseAlarm,
      DoubleConsumer progress)
      throws IOException, InterruptedException {
    List<Recording> recordings = new ArrayList<>();
    double secondsEach = hours * 3600 / machines.size();
    for (SimulatedMachine machine : machines) {
      addRecordings(recordings, machine, Purpose.CALIBRATION, calibrationMinutes * 60);
      addRecordings(recordings, machine, Purpose.EVALUATION, secondsEach);
    }
    long start = System.nanoTime();
    double[][] scores = score(recordings, progress);
    double seconds = recordings.stream().mapToDouble(Recording::seconds).sum();
    double speed = seconds / ((System.nanoTime() - start) / 1e9);

    SortedMap<String, List<HeldOutClip>> heldOut = new TreeMap<>();
    SortedMap<String, List<double[]>> heard = new TreeMap<>();
    for (int i = 0; i < scores.length; i++) {
      Recording recording = recordings.get(i);
      String machine = recording.machine().id();
      if (recording.purpose() == Purpose.CALIBRATION) {
        heldOut
            .computeIfAbsent(machine, id -> new ArrayList<>())
            .add(new HeldOutClip(recording.seconds(), List.of(scores[i])));
      } else {
        heard.computeIfAbsent(machine, id -> new ArrayList<>()).add(scores[i]);
      }
    }
    SortedMap<String, FalseAlarms> expected =
        FalseAlarms.of(
            heldOut,
            bundle.manifest().window(),
            listening.windowPeriod().toNanos() / 1e9,
            bundle.manifest().alarm());
    List<FalseAlarmReport.Rate> rates = new ArrayList<>();
    for (double each : hoursPerFalseAlarm) {
      rates.add(rate(each, hours, expected, heard));
    }
    return new FalseAlarmReport(
        bundle.manifest().modelVersion(),
        machines.size(),
        hours,
        calibrationMinutes,
        seeds.base(),
        speed,
        rates);
  }

  private static void addRecordings(
      List<Recording> recordings, SimulatedMachine machine, Purpose purpose, double seconds) {
    int count = (int) Math.ceil(seconds / RECORDING_SECONDS);
    for (int i = 0; i < count; i++) {
      recordings.add(new Recording(machine, purpose, i, seconds / count));
    }
  }

  /** The window scores of every recording. */
  private double[][] score(List<Recording> recordings, DoubleConsumer progress)
      throws IOException, InterruptedException {
    double[][] scores = new double[recordings.size()][];
    AtomicInteger next = new AtomicInteger();
    AtomicInteger scored = new AtomicInteger();
    Callable<Void> worker =
        () -> {
          try (Detector detector = Detector.load(bundle)) {
            for (int i = next.getAndIncrement(); i < scores.length; i = next.getAndIncrement()) {
              scores[i] = score(detector, recordings.get(i));
              synchronized (progress) {
                progress.accept((double) scored.incrementAndGet() / scores.length);
              }
            }
          }
          return null;
        };
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      for (Future<Void> each : executor.invokeAll(Collections.nCopies(threads, worker))) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(OneLineErrors.message(e), e);
    } finally {
      executor.shutdownNow();
    }
    return scores;
  }

  private double[] score(Detector detector, Recording recording) {
    SimulatedMachine machine = recording.machine();
    MachineSound sound =
        machine.start(seeds.seed(recording.purpose(), machine, recording.number()));
    WindowCutter cutter = new WindowCutter(detector, machine.id());
    LogMelExtractor extractor = new LogMelExtractor(detector.frontEnd(), cutter);
    float[] second = new float[MachineSound.SAMPLE_RATE];
    long left = Math.round(recording.seconds() * MachineSound.SAMPLE_RATE);
    while (left > 0) {
      int length = (int) Math.min(left, second.length);
      sound.render(second, 0, length);
      extractor.accept(second, 0, length);
      left -= length;
    }
    cutter.score();
    return cutter.scores.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** Cuts frames into windows as the pipeline does and scores them in batches. */
  private final class WindowCutter implements LogMelExtractor.FrameListener {

    private final Detector detector;
    private final String machine;
    private final List<float[]> frames = new ArrayList<>();
    private final List<WindowInput> batch = new ArrayList<>();
    private final List<Double> scores = new ArrayList<>();

    WindowCutter(Detector detector, String machine) {
      this.detector = detector;
      this.machine = machine;
    }

    @Override
    public void frame(long index, float[] logMel) {
      frames.add(logMel.clone());
      if (frames.size() == listening.windowFrames()) {
        batch.add(new WindowInput(machine, machine, frames.toArray(float[][]::new)));
        frames.subList(0, listening.windowHop()).clear();
        if (batch.size() == BATCH) {
          score();
        }
      }
    }

    void score() {
      detector.score(batch).stream().map(WindowResult::score).forEach(scores::add);
      batch.clear();
    }
  }

  private FalseAlarmReport.Rate rate(
      double hoursPerFalseAlarm,
      double hours,
      Map<String, FalseAlarms> expected,
      Map<String, List<double[]>> heard) {
    double perWeek = FalseAlarms.HOURS_A_WEEK / hoursPerFalseAlarm;
    SortedMap<String, Integer> byMachine = new TreeMap<>();
    heard.forEach(
        (machine, recordings) -> {
          CalibrationSpec calibration = of(expected, machine).calibration(perWeek);
          int alarms = alarms(machine, recordings, new Calibration(calibration));
          if (alarms > 0) {
            byMachine.put(machine, alarms);
          }
        });
    boolean extrapolated = expected.values().stream().allMatch(f -> f.isExtrapolated(perWeek));
    return FalseAlarmReport.Rate.of(hoursPerFalseAlarm, hours, extrapolated, byMachine);
  }

  private static FalseAlarms of(Map<String, FalseAlarms> expected, String machine) {
    FalseAlarms falseAlarms = expected.get(machine);
    if (falseAlarms == null) {
      throw new IllegalStateException(machine + " was not calibrated");
    }
    return falseAlarms;
  }

  /** Opened anomalies; smoothing and alarm state go on from one recording to the next. */
  private int alarms(String machine, List<double[]> recordings, Calibration calibration) {
    ScoreSmoother smoother = listening.smoother();
    AlarmStateMachine alarms = new AlarmStateMachine(AlarmRule.of(bundle.manifest().alarm()));
    MachineVotes votes = AlarmStateMachine.silent();
    @Nullable SensorEvidence evidence = null;
    @Nullable AnomalyEvent open = null;
    Duration period = listening.windowPeriod();
    Instant end = Instant.EPOCH;
    int opened = 0;
    for (double[] recording : recordings) {
      for (double score : recording) {
        end = end.plus(period);
        evidence = smoother.add(evidence, bundle.manifest().modelVersion(), score);
        if (smoother.isFull(evidence)) {
          WindowScore window =
              window(machine, end, score, smoother.smoothed(evidence), calibration);
          Decision decision = alarms.decide(votes, open, window, MachineRules.of(null), List::of);
          votes = decision.votes();
          open = decision.open();
          if (decision.event() != null && decision.event().getState() == AnomalyState.OPENED) {
            opened++;
          }
        }
      }
    }
    return opened;
  }

  private WindowScore window(
      String machine, Instant end, double score, double smoothed, Calibration calibration) {
    return WindowScore.newBuilder()
        .setMachineId(machine)
        .setSensorId(machine)
        .setWindowStart(end)
        .setWindowEnd(end)
        .setCompletedAt(end)
        .setScore(score)
        .setSmoothedScore(smoothed)
        .setClassProbability(1)
        .setTailProbability(calibration.tailProbability(smoothed))
        .setThreshold(calibration.threshold())
        .setLevelDbfs(0)
        .setModelVersion(bundle.manifest().modelVersion())
        .setSourcePartition(0)
        .setSourceOffsetFirst(0)
        .setSourceOffsetLast(0)
        .build();
  }
}
