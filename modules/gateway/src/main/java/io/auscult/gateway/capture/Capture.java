/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.audio.PcmFormat;
import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthKind;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears one source on a thread of its own, that of {@link #run}: every sound is a stream, cut into
 * the chunks of its sensors; another stream begins when the wall clock and the samples are too far
 * apart. A live source that ends, fails or stalls is opened again, after a wait that grows with
 * each failure; so is the next file after one that cannot be read.
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

  /** What is heard without a pause, on one time line. */
  private static final class Stream {
    private final List<Chunker> chunkers;
    private final @Nullable ClockDrift drift;
    private long position;

    Stream(List<Chunker> chunkers, @Nullable ClockDrift drift) {
      this.chunkers = chunkers;
      this.drift = drift;
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

  /** Since when its next piece, or that it opens, is waited for; null while none is. */
  private @Nullable Long waitingSince;

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
    this.backoff =
        new Backoff(rules.watchdog().restartFirst(), rules.watchdog().restartMost(), random);
    this.conditions = new Conditions(feed.channels().machines(), feed.name(), listener::health);
  }

  Feed feed() {
    return feed;
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
      String detail = "the gateway no longer listens to " + feed.name();
      conditions.endAll(clock.now(), detail);
      monitors.values().forEach(monitor -> monitor.end(clock.now(), detail));
    }
  }

  /** Returns false when there is no more sound. */
  private boolean hearNext() throws InterruptedException {
    String failure;
    try {
      SoundSource sound = open();
      if (sound == null) {
        return false;
      }
      try (sound) {
        hear(sound);
      }
      failure = feed.sounds().isLive() ? sound.name() + " ended" : null;
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    } catch (ChunkLostException e) {
      throw e;
    } catch (RuntimeException e) {
      // A fault of ours in one source is no reason to stop listening to it, or to the others.
      LOG.error("source failed source={}", feed.name(), e);
      failure = "a fault of Auscult's own, the log has more: " + e;
    }
    if (failure != null && !isClosed()) {
      restartAfter(failure);
    }
    return true;
  }

  private @Nullable SoundSource open() throws IOException, InterruptedException {
    // One that is not live may have to wait for its next sound, and that is no failure.
    if (feed.sounds().isLive()) {
      waits();
    }
    try {
      return feed.sounds().next();
    } finally {
      waitsNoMore();
    }
  }

  private void restartAfter(String failure) throws InterruptedException {
    Duration wait = backoff.next();
    enter(
        backoff.failures() >= rules.watchdog().failedAfter()
            ? SourceState.FAILED
            : SourceState.RESTARTING,
        "%s; tried again every %s at most"
            .formatted(failure, Seconds.of(rules.watchdog().restartMost())));
    clock.sleep(wait, closed);
    listener.restarted(feed.name());
  }

  private void hear(SoundSource sound) throws IOException {
    PcmFormat format = sound.format();
    List<Channels.Sensor> sensors = feed.channels().sensors(sound);
    forgetAllBut(sensors);
    int pieceFrames = Math.max(1, format.sampleRate() / PIECES_PER_SECOND);
    float[] interleaved = new float[pieceFrames * format.channels()];
    float[] heard = new float[pieceFrames];
    Stream stream = null;
    Duration sinceOpened = Duration.ZERO;
    begin(sound);
    try {
      while (!isClosed()) {
        int frames = read(sound, interleaved, pieceFrames);
        if (frames < 0) {
          break;
        }
        if (stream == null) {
          stream = begin(sound, sensors, startOf(sound, frames));
        }
        for (int i = 0; i < sensors.size(); i++) {
          sensors.get(i).hear(interleaved, format.channels(), frames, heard);
          stream.chunkers.get(i).accept(heard, 0, frames);
        }
        stream.position += frames;
        sinceOpened = sinceOpened.plus(format.durationOf(frames));
        heardNow(sinceOpened);
        Instant next = nextStreamAt(stream, format);
        if (next != null) {
          stream.chunkers.forEach(Chunker::finish);
          stream = begin(sound, sensors, next);
        }
      }
    } finally {
      end();
      if (stream != null) {
        stream.chunkers.forEach(Chunker::finish);
      }
      conditions.end(HealthKind.CLOCK_SKEW, clock.now(), "the stream ended");
    }
  }

  private Instant startOf(SoundSource sound, int framesRead) {
    Instant own = sound.startedAt();
    return own != null ? own : clock.now().minus(sound.format().durationOf(framesRead));
  }

  private Stream begin(SoundSource sound, List<Channels.Sensor> sensors, Instant startedAt) {
    String streamId = UUID.randomUUID().toString();
    List<Chunker> chunkers = new ArrayList<>();
    for (Channels.Sensor sensor : sensors) {
      chunkers.add(
          new Chunker(
              new Chunker.Stream(
                  sensor.machineId(),
                  sensor.sensorId(),
                  streamId,
                  startedAt,
                  sound.format().sampleRate()),
              this::publish));
    }
    // Sound with a time of its own has nothing to do with the wall clock.
    return new Stream(chunkers, sound.startedAt() == null ? new ClockDrift(startedAt) : null);
  }

  /** Tells of a skew; the time of the next sample if that belongs to a new stream. */
  private @Nullable Instant nextStreamAt(Stream stream, PcmFormat format) {
    ClockDrift.Skew skew =
        stream.drift == null
            ? null
            : stream.drift.heard(clock.now(), format.durationOf(stream.position));
    if (skew == null) {
      return null;
    }
    listener.skew(feed.name(), skew.ahead());
    Duration size = skew.ahead().abs();
    if (size.compareTo(rules.clock().reportSkew()) > 0) {
      conditions.begin(HealthKind.CLOCK_SKEW, clock.now(), describe(skew.ahead()));
    } else if (size.multipliedBy(2).compareTo(rules.clock().reportSkew()) < 0) {
      conditions.end(HealthKind.CLOCK_SKEW, clock.now(), "samples and the wall clock agree again");
    }
    if (size.compareTo(rules.clock().newStreamAt()) <= 0) {
      return null;
    }
    conditions.end(
        HealthKind.CLOCK_SKEW,
        clock.now(),
        describe(skew.ahead()) + ": a new stream begins with the wall clock's time");
    return skew.next();
  }

  private static String describe(Duration ahead) {
    return "%d ms %s of sound arrived than the wall clock says"
        .formatted(ahead.abs().toMillis(), ahead.isNegative() ? "more" : "less");
  }

  private void publish(AudioChunk chunk) {
    try {
      sink.publish(chunk);
    } catch (IOException e) {
      throw new ChunkLostException(e);
    }
    listener.published(chunk);
    SignalMonitor monitor =
        monitors.computeIfAbsent(
            chunk.getSensorId(), sensor -> monitor(chunk.getMachineId(), sensor));
    listener.level(chunk.getSensorId(), monitor.hear(chunk));
  }

  private SignalMonitor monitor(String machineId, String sensorId) {
    return new SignalMonitor(
        rules.signal(), new Conditions(Set.of(machineId), sensorId, listener::health));
  }

  /** Files may differ in their channels: what is not heard any more is not silent for ever. */
  private void forgetAllBut(List<Channels.Sensor> sensors) {
    Set<String> heard = sensors.stream().map(Channels.Sensor::sensorId).collect(Collectors.toSet());
    for (String sensor : List.copyOf(monitors.keySet())) {
      SignalMonitor monitor = heard.contains(sensor) ? null : monitors.remove(sensor);
      if (monitor != null) {
        monitor.end(clock.now(), sensor + " is not heard any more");
      }
    }
  }

  private void begin(SoundSource sound) {
    synchronized (lock) {
      open = sound;
    }
  }

  private int read(SoundSource sound, float[] interleaved, int frames) throws IOException {
    waits();
    try {
      return sound.read(interleaved, 0, frames);
    } finally {
      waitsNoMore();
    }
  }

  private void waits() {
    synchronized (lock) {
      waitingSince = clock.nanos();
    }
  }

  private void waitsNoMore() {
    synchronized (lock) {
      waitingSince = null;
    }
  }

  private void heardNow(Duration sinceOpened) {
    // One that dies again at once has not recovered.
    if (sinceOpened.compareTo(rules.watchdog().stalledAfter()) >= 0) {
      backoff.reset();
    }
    enter(SourceState.HEALTHY, "sound comes again");
  }

  private void end() {
    synchronized (lock) {
      open = null;
    }
  }

  /** Closes the sound if nothing came for too long; from the watchdog's thread. */
  void check() throws IOException {
    SoundSource stalled;
    synchronized (lock) {
      if (waitingSince == null
          || state == SourceState.STALLED
          || clock.nanos() - waitingSince <= rules.watchdog().stalledAfter().toNanos()) {
        return;
      }
      stalled = open;
    }
    enter(
        SourceState.STALLED,
        stalled == null
            ? "it has not opened for %s".formatted(Seconds.of(rules.watchdog().stalledAfter()))
            : "no sound came from %s for %s: it is closed and opened again"
                .formatted(stalled.name(), Seconds.of(rules.watchdog().stalledAfter())));
    if (stalled != null) {
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
