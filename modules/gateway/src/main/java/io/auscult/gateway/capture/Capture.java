/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.audio.PcmFormat;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
import io.auscult.gateway.settings.WatchdogSettings;
import io.auscult.gateway.source.SoundSource;
import io.auscult.gateway.source.WallClock;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears one source on a thread of its own, that of {@link #run}: every sound is a stream, cut into
 * the chunks of its sensors. A live source that ends, fails or stalls is opened again, after a wait
 * that grows with each failure; so is the next file after one that cannot be read.
 */
final class Capture implements Closeable {

  private static final Logger LOG = LoggerFactory.getLogger(Capture.class);
  private static final int PIECES_PER_SECOND = 10;

  /** The sink's failure, which is not the source's. */
  private static final class ChunkLostException extends RuntimeException {
    ChunkLostException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private final Feed feed;
  private final CaptureRules rules;
  private final ChunkSink sink;
  private final CaptureListener listener;
  private final WallClock clock;
  private final Backoff backoff;
  private final Conditions conditions;
  private final Map<String, SignalMonitor> monitors = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  private final Object lock = new Object();
  private SourceState state = SourceState.HEALTHY;

  /** What is heard at present; null between two sounds. */
  private @Nullable SoundSource open;

  /** Since when the next piece of it is waited for; null while its last one is dealt with. */
  private @Nullable Instant waitingSince;

  Capture(
      Feed feed,
      CaptureRules rules,
      ChunkSink sink,
      CaptureListener listener,
      WallClock clock,
      RandomGenerator random) {
    this.feed = feed;
    this.rules = rules;
    this.sink = sink;
    this.listener = listener;
    this.clock = clock;
    this.backoff = new Backoff(watchdog().restartFirst(), watchdog().restartMost(), random);
    this.conditions = new Conditions(feed.channels().machines(), feed.name(), listener::health);
  }

  Feed feed() {
    return feed;
  }

  private WatchdogSettings watchdog() {
    return rules.watchdog();
  }

  /**
   * Hears until there is no more sound or this is closed.
   *
   * @throws IOException if the sink lost a chunk; the message is one line
   */
  void run() throws IOException, InterruptedException {
    try {
      while (!isClosed() && hearNext()) {
        // goes on
      }
      listener.ended(feed.name());
    } catch (ChunkLostException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      feed.sounds().close();
      conditions.endAll(clock.now(), "the gateway no longer listens to " + feed.name());
      monitors.values().forEach(monitor -> monitor.close(clock.now()));
    }
  }

  /** Returns false when there is no more sound. */
  private boolean hearNext() throws InterruptedException {
    String failure;
    try {
      SoundSource sound = feed.sounds().next();
      if (sound == null) {
        return false;
      }
      try (sound) {
        hear(sound);
      }
      failure = feed.sounds().isLive() ? sound.name() + " ended" : null;
    } catch (ChunkLostException e) {
      throw e;
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    } catch (RuntimeException e) {
      // A fault of ours in one source is no reason to stop listening to the others, or to it.
      LOG.error("source failed source={}", feed.name(), e);
      failure = "internal error: " + e;
    }
    if (failure != null && !isClosed()) {
      restartAfter(failure);
    }
    return true;
  }

  private void restartAfter(String failure) throws InterruptedException {
    Duration wait = backoff.next();
    listener.restarts(feed.name());
    enter(
        backoff.failures() >= watchdog().failedAfter()
            ? SourceState.FAILED
            : SourceState.RESTARTING,
        "%s; tried again every %s at most".formatted(failure, watchdog().restartMost()));
    clock.sleep(wait, closed);
  }

  private void hear(SoundSource sound) throws IOException {
    List<Channels.Sensor> sensors = feed.channels().sensors(sound);
    begin(sound);
    try {
      while (hearStream(sound, sensors)) {
        // The clocks went apart: a new stream, dated anew.
      }
    } finally {
      end();
    }
  }

  /** Returns false at the end of the sound. */
  private boolean hearStream(SoundSource sound, List<Channels.Sensor> sensors) throws IOException {
    PcmFormat format = sound.format();
    int pieceFrames = Math.max(1, format.sampleRate() / PIECES_PER_SECOND);
    float[] interleaved = new float[pieceFrames * format.channels()];
    float[] heard = new float[pieceFrames];
    List<Chunker> chunkers = List.of();
    ClockDrift drift = null;
    long position = 0;
    try {
      while (!isClosed()) {
        int frames = read(sound, interleaved, pieceFrames);
        if (frames < 0) {
          return false;
        }
        Instant now = clock.now();
        if (chunkers.isEmpty()) {
          Instant startedAt = startOf(sound, frames, now);
          chunkers = chunkers(sensors, startedAt, format.sampleRate());
          drift = sound.startedAt() == null ? new ClockDrift(startedAt) : null;
        }
        for (int i = 0; i < sensors.size(); i++) {
          sensors.get(i).hear(interleaved, format.channels(), frames, heard);
          chunkers.get(i).accept(heard, 0, frames);
          monitor(sensors.get(i)).accept(heard, frames, format.sampleRate(), now);
        }
        position += frames;
        heardNow(format.durationOf(position));
        if (drift != null && haveGoneApart(drift.heard(format.durationOf(position), now), now)) {
          return true;
        }
      }
      return false;
    } finally {
      chunkers.forEach(Chunker::finish);
    }
  }

  private SignalMonitor monitor(Channels.Sensor sensor) {
    return monitors.computeIfAbsent(
        sensor.sensorId(),
        id ->
            new SignalMonitor(
                id,
                rules.signal(),
                new Conditions(Set.of(sensor.machineId()), id, listener::health),
                listener));
  }

  /** Whether a new stream has to begin. */
  private boolean haveGoneApart(@Nullable Duration skew, Instant now) {
    if (skew == null) {
      return false;
    }
    listener.skew(feed.name(), skew);
    Duration apart = skew.abs();
    if (apart.compareTo(rules.clock().newStreamAt()) > 0) {
      String detail = "the wall clock is %s, a new stream begins".formatted(describe(skew));
      conditions.begin(HealthKind.CLOCK_SKEW, now, detail);
      conditions.end(HealthKind.CLOCK_SKEW, now, detail);
      return true;
    }
    if (apart.compareTo(rules.clock().reportSkew()) > 0) {
      conditions.begin(
          HealthKind.CLOCK_SKEW, now, "the wall clock is %s".formatted(describe(skew)));
    } else if (apart.multipliedBy(2).compareTo(rules.clock().reportSkew()) < 0) {
      conditions.end(HealthKind.CLOCK_SKEW, now, "the wall clock is %s".formatted(describe(skew)));
    }
    return false;
  }

  private static String describe(Duration skew) {
    return "%.3f s %s the sample counter"
        .formatted(skew.abs().toMillis() / 1000.0, skew.isNegative() ? "behind" : "ahead of");
  }

  private static Instant startOf(SoundSource sound, int framesRead, Instant now) {
    Instant own = sound.startedAt();
    return own != null ? own : now.minus(sound.format().durationOf(framesRead));
  }

  private List<Chunker> chunkers(List<Channels.Sensor> sensors, Instant startedAt, int sampleRate) {
    String streamId = UUID.randomUUID().toString();
    List<Chunker> chunkers = new ArrayList<>();
    for (Channels.Sensor sensor : sensors) {
      chunkers.add(
          new Chunker(
              new Chunker.Stream(
                  sensor.machineId(), sensor.sensorId(), streamId, startedAt, sampleRate),
              this::publish));
    }
    return chunkers;
  }

  private void publish(AudioChunk chunk) {
    try {
      sink.publish(chunk);
    } catch (IOException e) {
      throw new ChunkLostException(e);
    }
    listener.published(chunk);
  }

  private void begin(SoundSource sound) {
    synchronized (lock) {
      open = sound;
    }
  }

  private int read(SoundSource sound, float[] interleaved, int frames) throws IOException {
    synchronized (lock) {
      waitingSince = clock.now();
    }
    try {
      return sound.read(interleaved, 0, frames);
    } finally {
      synchronized (lock) {
        waitingSince = null;
      }
    }
  }

  private void heardNow(Duration sinceStart) {
    // One that dies again at once has not recovered.
    if (state != SourceState.STALLED && sinceStart.compareTo(watchdog().stalledAfter()) >= 0) {
      backoff.reset();
    }
    enter(SourceState.HEALTHY, "sound comes again");
  }

  private void end() {
    synchronized (lock) {
      open = null;
    }
  }

  /**
   * Tells if no sound came for too long, and closes what can be opened again; from the watchdog's
   * thread.
   */
  void check() throws IOException {
    SoundSource stalled;
    synchronized (lock) {
      stalled = open;
      if (stalled == null
          || waitingSince == null
          || state == SourceState.STALLED
          || !clock.now().isAfter(waitingSince.plus(watchdog().stalledAfter()))) {
        return;
      }
    }
    boolean isLive = feed.sounds().isLive();
    enter(
        SourceState.STALLED,
        "no sound came from %s for %s%s"
            .formatted(
                stalled.name(),
                watchdog().stalledAfter(),
                isLive ? ": it is closed and opened again" : ""));
    if (isLive) {
      stalled.close();
    }
  }

  private void enter(SourceState next, String detail) {
    SourceState last;
    synchronized (lock) {
      last = state;
      state = next;
    }
    if (last == next) {
      return;
    }
    Instant now = clock.now();
    if (last.kind() != null) {
      conditions.end(last.kind(), now, detail);
    }
    if (next.kind() != null) {
      conditions.begin(next.kind(), now, detail);
    }
    listener.changed(feed.name(), next);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /** Lets {@link #run} end after the piece at hand; from any thread. */
  @Override
  public void close() throws IOException {
    closed.countDown();
    feed.sounds().close();
    SoundSource sound;
    synchronized (lock) {
      sound = open;
    }
    if (sound != null && feed.sounds().isLive()) {
      sound.close();
    }
  }
}
