/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline;

import io.auscult.audio.Pcm16;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.MachineSettings;
import io.auscult.contracts.Topics;
import io.auscult.detector.Detector;
import io.auscult.detector.WindowInput;
import io.auscult.detector.WindowResult;
import io.auscult.dsp.LogMel;
import io.auscult.pipeline.assembly.ChunkSequencer;
import io.auscult.pipeline.state.LogMelBlock;
import io.auscult.pipeline.state.LogMelBlocks;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * A plant whose chunks come twice, early, late, or not at all, with garbage between them; and what
 * a plain loop over its samples makes of it.
 */
final class TroubledPlant {

  /** A record as it is published. */
  @SuppressWarnings("ArrayRecordComponent") // Published, never compared.
  record Sent(String key, byte[] value) {}

  /** A window by its sensor and start. */
  record Window(String sensorId, Instant start) implements Comparable<Window> {
    @Override
    public int compareTo(Window other) {
      int order = sensorId.compareTo(other.sensorId);
      return order == 0 ? start.compareTo(other.start) : order;
    }
  }

  /** An uninterrupted stretch of a sensor's sound. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Stretch(String sensorId, String modelClass, Instant start, float[] samples) {}

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int RATE = SoundChunks.RATE;

  private final List<Sent> sent = new ArrayList<>();
  private final List<Stretch> stretches = new ArrayList<>();
  private final Map<String, String> classes = new TreeMap<>();
  private int garbage;

  /**
   * @param sensors how many, two a machine
   * @param seconds of sound each
   */
  TroubledPlant(int sensors, int seconds, long seed) {
    Random random = new Random(seed);
    int recorded = Math.max(60, seconds + 10);
    Map<String, float[]> sounds =
        Map.of(
            "fan-0", TwoMachineModel.healthy("fan-0", recorded),
            "pump-0", TwoMachineModel.healthy("pump-0", recorded));
    List<List<Sent>> queues = new ArrayList<>();
    for (int i = 0; i < sensors; i++) {
      String machine = "machine-" + i / 2;
      String modelClass = i / 2 % 2 == 0 ? "fan-0" : "pump-0";
      classes.put(machine, modelClass);
      float[] source = sounds.get(modelClass);
      int from = random.nextInt(source.length - seconds * RATE);
      float[] sound = Arrays.copyOfRange(source, from, from + seconds * RATE);
      queues.add(publish(machine, "sensor-" + i, modelClass, sound, random));
    }
    interleave(queues, random);
  }

  private List<Sent> publish(
      String machine, String sensor, String modelClass, float[] sound, Random random) {
    List<Sent> queue = new ArrayList<>();
    int streams = 1 + random.nextInt(2);
    for (int stream = 0; stream < streams; stream++) {
      int first = sound.length * stream / streams;
      int end = sound.length * (stream + 1) / streams;
      Instant start = START.plusSeconds(60L * stream).plusNanos(first * 1_000_000_000L / RATE);
      float[] samples = Arrays.copyOfRange(sound, first, end);
      int chunkSamples = 3_000 + random.nextInt(13_000);
      List<AudioChunk> chunks =
          new SoundChunks(machine, sensor, sensor + "-" + stream, start).of(samples, chunkSamples);
      // What is missing near the end of the last stream would be waited for until the sensor is
      // offline.
      int mayBeLost = chunks.size() - (stream + 1 < streams ? 0 : ChunkSequencer.REACH + 1);
      boolean[] lost = new boolean[chunks.size()];
      for (int i = 1; i < mayBeLost; i++) {
        lost[i] = random.nextInt(25) == 0;
      }
      remember(sensor, modelClass, chunks, lost);
      queue.addAll(disturb(machine, chunks, lost, random));
    }
    return queue;
  }

  private void remember(String sensor, String modelClass, List<AudioChunk> chunks, boolean[] lost) {
    int i = 0;
    while (i < lost.length) {
      if (lost[i]) {
        i++;
        continue;
      }
      int first = i;
      int count = 0;
      while (i < lost.length && !lost[i]) {
        count += chunks.get(i).getSampleCount();
        i++;
      }
      float[] samples = new float[count];
      int filled = 0;
      for (AudioChunk chunk : chunks.subList(first, i)) {
        float[] decoded = Pcm16.decode(chunk.getSamples());
        System.arraycopy(decoded, 0, samples, filled, decoded.length);
        filled += decoded.length;
      }
      stretches.add(new Stretch(sensor, modelClass, chunks.get(first).getCapturedAt(), samples));
    }
  }

  private List<Sent> disturb(
      String machine, List<AudioChunk> chunks, boolean[] lost, Random random) {
    List<Sent> queue = new ArrayList<>();
    List<AudioChunk> order = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      if (!lost[i]) {
        order.add(chunks.get(i));
      }
    }
    // A block of four is displaced by at most three, and a loss before it adds to that.
    for (int block = 0; block + 4 < order.size(); block += 4) {
      if (random.nextInt(4) == 0) {
        Collections.shuffle(order.subList(block, block + 4), random);
      }
    }
    for (int i = 0; i < order.size(); i++) {
      queue.add(sent(order.get(i)));
      if (random.nextInt(10) == 0) {
        queue.add(sent(order.get(random.nextInt(i + 1))));
      }
      if (random.nextInt(40) == 0) {
        byte[] noise = new byte[random.nextInt(200)];
        random.nextBytes(noise);
        queue.add(new Sent(machine, noise));
        garbage++;
      }
      if (random.nextInt(40) == 0) {
        AudioChunk.Builder impossible = AudioChunk.newBuilder(order.get(i));
        queue.add(
            sent(
                (random.nextBoolean()
                        ? impossible.setSampleRate(0)
                        : impossible.setSampleCount(order.get(i).getSampleCount() + 1))
                    .build()));
        garbage++;
      }
    }
    return queue;
  }

  private static Sent sent(AudioChunk chunk) {
    return new Sent(
        chunk.getMachineId(),
        Topics.AUDIO.values().serializer().serialize(Topics.AUDIO.name(), chunk));
  }

  private void interleave(List<List<Sent>> queues, Random random) {
    List<Integer> turns = new ArrayList<>();
    for (int queue = 0; queue < queues.size(); queue++) {
      turns.addAll(Collections.nCopies(queues.get(queue).size(), queue));
    }
    Collections.shuffle(turns, random);
    int[] next = new int[queues.size()];
    turns.forEach(queue -> sent.add(queues.get(queue).get(next[queue]++)));
  }

  /** All records in the order in which they are published. */
  List<Sent> sent() {
    return sent;
  }

  /** How many of them are no chunks. */
  int garbage() {
    return garbage;
  }

  /** The records of auscult.machines that say which class each machine is held against. */
  List<Sent> settings() {
    List<Sent> settings = new ArrayList<>();
    classes.forEach(
        (machine, modelClass) ->
            settings.add(
                new Sent(
                    machine,
                    Topics.MACHINES
                        .values()
                        .serializer()
                        .serialize(
                            Topics.MACHINES.name(),
                            MachineSettings.newBuilder()
                                .setMachineId(machine)
                                .setModelClass(modelClass)
                                .build()))));
    return settings;
  }

  /** The score of every window, by a plain loop. */
  Map<Window, Double> expected(Detector detector) {
    Listening listening = Listening.of(detector.manifest());
    Map<Window, Double> scores = new TreeMap<>();
    for (Stretch stretch : stretches) {
      float[][] frames = LogMel.streaming(listening.frontEnd(), stretch.samples());
      for (int w = 0; w < listening.windowsIn(stretch.samples().length); w++) {
        int first = w * listening.windowHop();
        float[][] window = Arrays.copyOfRange(frames, first, first + listening.windowFrames());
        WindowResult result =
            detector
                .score(
                    List.of(
                        new WindowInput(stretch.modelClass(), stretch.sensorId(), stored(window))))
                .get(0);
        long sample = (long) first * listening.frontEnd().hop();
        Instant start = stretch.start().plusNanos(sample * 1_000_000_000L / RATE);
        // Times are written in microseconds.
        scores.put(
            new Window(stretch.sensorId(), start.truncatedTo(ChronoUnit.MICROS)), result.score());
      }
    }
    return scores;
  }

  /** What the stores make of a window: rounded. */
  private static float[][] stored(float[][] window) {
    LogMelBlock block =
        LogMelBlocks.pack(
            Arrays.asList(window), Collections.nCopies(window.length, 0f), 0, 0, 0, 0);
    float[][] rounded = new float[window.length][];
    for (int frame = 0; frame < window.length; frame++) {
      rounded[frame] = LogMelBlocks.frame(block, frame);
    }
    return rounded;
  }
}
