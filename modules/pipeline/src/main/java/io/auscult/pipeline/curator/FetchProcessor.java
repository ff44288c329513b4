/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.curator;

import io.auscult.contracts.Clip;
import io.auscult.contracts.MachineSettings;
import io.auscult.pipeline.MachineDirectory;
import io.auscult.pipeline.metrics.CuratorMetrics;
import io.auscult.pipeline.metrics.TaskShare;
import io.auscult.pipeline.state.MachineNotes;
import io.auscult.pipeline.state.WantedClip;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the clips that are wanted. A wish stays in the store until it is fulfilled or given up, so
 * that neither a silent broker nor a restart loses it.
 */
final class FetchProcessor extends ContextualProcessor<String, WantedClip, String, Clip> {

  private static final Logger LOG = LoggerFactory.getLogger(FetchProcessor.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration TRY_AGAIN_AFTER = Duration.ofSeconds(5);

  /** So long may one look take, and what it began then; the stream thread has other work, too. */
  private static final Duration LOOK_AT_MOST = Duration.ofSeconds(2);

  private final ClipMaker maker;
  private final CurationRules rules;
  private final CuratorMetrics metrics;

  private KeyValueStore<String, WantedClip> wanted;
  private KeyValueStore<String, MachineNotes> notes;
  private MachineDirectory machines;
  private TaskShare waiting;

  /** Of machines that no model knows: not before then. */
  private final Map<String, Instant> learnNext = new HashMap<>();

  private Instant restsUntil = Instant.EPOCH;

  @SuppressWarnings("NullAway.Init") // Kafka Streams calls init() before anything else.
  FetchProcessor(ClipMaker maker, CurationRules rules, CuratorMetrics metrics) {
    this.maker = maker;
    this.rules = rules;
    this.metrics = metrics;
  }

  @Override
  public void init(ProcessorContext<String, Clip> context) {
    super.init(context);
    wanted = context.getStateStore(CuratorTopology.WANTED);
    notes = context.getStateStore(CuratorTopology.NOTES);
    machines = new MachineDirectory(context);
    waiting = metrics.wanted();
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, time -> look());
  }

  @Override
  public void process(Record<String, WantedClip> record) {
    WantedClip wish = record.value();
    wanted.put(key(wish), wish);
  }

  private static String key(WantedClip wish) {
    String what = wish.getAnomalyId() == null ? "slot " + wish.getSlot() : wish.getAnomalyId();
    return wish.getMachineId() + '\0' + what;
  }

  private Instant now() {
    return Instant.ofEpochMilli(context().currentSystemTimeMs());
  }

  private void look() {
    wantUnknown();
    List<KeyValue<String, WantedClip>> all = all(wanted);
    long start = System.nanoTime();
    int left = all.size();
    for (KeyValue<String, WantedClip> wish : all) {
      if (now().isBefore(restsUntil) || System.nanoTime() - start > LOOK_AT_MOST.toNanos()) {
        break;
      }
      if (isDue(wish.value) && fulfil(wish.key, wish.value)) {
        left--;
      }
    }
    waiting.set(left);
  }

  private static <V> List<KeyValue<String, V>> all(KeyValueStore<String, V> store) {
    List<KeyValue<String, V>> all = new ArrayList<>();
    try (KeyValueIterator<String, V> stored = store.all()) {
      stored.forEachRemaining(all::add);
    }
    return all;
  }

  private boolean isDue(WantedClip wish) {
    return wish.getNextTryAt() == null || !now().isBefore(wish.getNextTryAt());
  }

  /** Whether it need not be tried again. */
  private boolean fulfil(String key, WantedClip wish) {
    MachineSettings settings = machines.of(wish.getMachineId());
    if (settings != null && !settings.getListenBack()) {
      wanted.delete(key);
      return true;
    }
    ClipMaker.Outcome outcome;
    try {
      outcome = maker.make(wish);
    } catch (AudioUnavailableException e) {
      return triedInVain(key, wish, e);
    } catch (RuntimeException e) {
      // Thrown on, it would come again and again and stop the whole task.
      LOG.error("clip not made machine={} reason={}", wish.getMachineId(), e.toString());
      LOG.debug("clip not made", e);
      outcome = new ClipMaker.Outcome.Failed(ClipFailure.ERROR);
    }
    wanted.delete(key);
    if (outcome instanceof ClipMaker.Outcome.Made made) {
      keep(wish, settings, made.clip());
    } else if (outcome instanceof ClipMaker.Outcome.Failed failed) {
      fail(wish, failed.reason());
    }
    return true;
  }

  private boolean triedInVain(String key, WantedClip wish, AudioUnavailableException e) {
    Instant now = now();
    restsUntil = now.plus(TRY_AGAIN_AFTER);
    Instant first = wish.getFirstTriedAt() == null ? now : wish.getFirstTriedAt();
    if (!now.isBefore(first.plus(rules.giveUpAfter()))) {
      wanted.delete(key);
      fail(wish, ClipFailure.UNAVAILABLE);
      return true;
    }
    LOG.debug("clip has to wait machine={} reason={}", wish.getMachineId(), e.getMessage());
    wanted.put(
        key,
        WantedClip.newBuilder(wish)
            .setFirstTriedAt(first)
            .setNextTryAt(now.plus(TRY_AGAIN_AFTER))
            .build());
    return false;
  }

  private void keep(WantedClip wish, @Nullable MachineSettings settings, Clip clip) {
    if (wish.getAppendedSince() != null && !isNormal(clip, settings)) {
      return;
    }
    boolean normal = wish.getAnomalyId() == null;
    if (wish.getAppendedSince() != null) {
      notes.put(
          wish.getMachineId(), NoteBook.withDone(notesOf(wish.getMachineId()), wish.getSlot()));
    }
    String recordKey = normal ? wish.getMachineId() : wish.getAnomalyId();
    context()
        .forward(
            new Record<>(recordKey, clip, context().currentSystemTimeMs()),
            normal ? CuratorTopology.NORMALS : CuratorTopology.CLIPS);
    metrics.kept(normal);
    // Nobody who reads committed records shall wait for more of them.
    context().commit();
  }

  private boolean isNormal(Clip clip, @Nullable MachineSettings settings) {
    Instant end =
        clip.getCapturedAt()
            .plusNanos(clip.getSampleCount() * 1_000_000_000L / clip.getSampleRate());
    return NoteBook.exclusion(
            notesOf(clip.getMachineId()), settings, clip.getSensorId(), clip.getCapturedAt(), end)
        == null;
  }

  private MachineNotes notesOf(String machineId) {
    MachineNotes known = notes.get(machineId);
    return known == null ? NoteBook.EMPTY : known;
  }

  private void fail(WantedClip wish, ClipFailure reason) {
    if (wish.getAppendedSince() != null) {
      return; // it is looked for again
    }
    metrics.failed(reason);
    LOG.warn(
        "clip lost machine={} sensor={} anomaly={} partition={} offsets={}-{} reason={}",
        wish.getMachineId(),
        wish.getSensorId(),
        wish.getAnomalyId(),
        wish.getPartition(),
        wish.getOffsetFirst(),
        wish.getOffsetLast(),
        reason);
  }

  /**
   * Wants sound of the machines that no model knows and that are to be learned. They have no
   * windows: their slots are those of the clock on the wall.
   */
  private void wantUnknown() {
    Instant now = now();
    Slots slots = rules.slots();
    for (KeyValue<String, MachineNotes> machine : all(notes)) {
      List<String> unknown = NoteBook.unknownSensors(machine.value);
      MachineSettings settings = unknown.isEmpty() ? null : machines.of(machine.key);
      if (settings == null
          || settings.getLearnUntil() == null
          || !now.isBefore(settings.getLearnUntil())
          || now.isBefore(learnNext.getOrDefault(machine.key, Instant.EPOCH))) {
        continue;
      }
      long slot = slots.at(now);
      Instant heard = slots.place(machine.key, slot).plus(rules.clipLength());
      if (NoteBook.isDone(machine.value, slot) || now.isBefore(heard)) {
        continue;
      }
      learnNext.put(machine.key, now.plus(rules.clipLength()));
      WantedClip wish =
          WantedClip.newBuilder()
              .setMachineId(machine.key)
              .setSensorId(Slots.turn(unknown, slot))
              .setPartition(context().taskId().partition())
              .setSlot(slot)
              // A chunk comes when its sound is over, and not always at once.
              .setAppendedSince(now.minus(rules.clipLength().multipliedBy(2)))
              .build();
      wanted.put(key(wish), wish);
    }
  }

  @Override
  public void close() {
    waiting.close();
  }
}
