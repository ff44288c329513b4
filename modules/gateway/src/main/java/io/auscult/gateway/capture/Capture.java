/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.capture;

import io.auscult.audio.PcmFormat;
import io.auscult.contracts.AudioChunk;
import io.auscult.gateway.settings.WatchdogSettings;
import io.auscult.gateway.source.SoundSource;
import io.auscult.gateway.source.WallClock;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Hears one source on a thread of its own, that of {@link #run}: every sound is a stream, cut into
 * the chunks of its sensors. A live source that ends, fails or stalls is opened again, after a wait
 * that grows with each failure; so is the next file after one that cannot be read.
 */
final class Capture implements Closeable {

  private static final int PIECES_PER_SECOND = 10;

  /** The sink's failure, which is not the source's. */
  private static final class ChunkLostException extends RuntimeException {
    ChunkLostException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  private final Feed feed;
  private final WatchdogSettings rule;
  private final ChunkSink sink;
  private final CaptureListener listener;
  private final WallClock clock;
  private final Backoff backoff;
  private final Conditions conditions;
  private final CountDownLatch closed = new CountDownLatch(1);

  private final Object lock = new Object();
  private SourceState state = SourceState.HEALTHY;

  /** What is heard at present; null between two sounds. */
  private @Nullable SoundSource open;

  /** Since when the next piece of it is waited for; null while its last one is dealt with. */
  private @Nullable Instant waitingSince;

  Capture(
      Feed feed,
      WatchdogSettings rule,
      ChunkSink sink,
      CaptureListener listener,
      WallClock clock,
      RandomGenerator random) {
    this.feed = feed;
    this.rule = rule;
    this.sink = sink;
    this.listener = listener;
    this.clock = clock;
    this.backoff = new Backoff(rule.restartFirst(), rule.restartMost(), random);
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
      conditions.endAll(clock.now(), "the gateway no longer listens to " + feed.name());
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
    } catch (IOException e) {
      failure = String.valueOf(e.getMessage());
    }
    if (failure != null && !isClosed()) {
      restartAfter(failure);
    }
    return true;
  }

  private void restartAfter(String failure) throws InterruptedException {
    Duration wait = backoff.next();
    enter(
        backoff.failures() >= rule.failedAfter() ? SourceState.FAILED : SourceState.RESTARTING,
        "%s; tried again every %s at most".formatted(failure, rule.restartMost()));
    clock.sleep(wait, closed);
  }

  private void hear(SoundSource sound) throws IOException {
    PcmFormat format = sound.format();
    List<Channels.Sensor> sensors = feed.channels().sensors(sound);
    int pieceFrames = Math.max(1, format.sampleRate() / PIECES_PER_SECOND);
    float[] interleaved = new float[pieceFrames * format.channels()];
    float[] heard = new float[pieceFrames];
    List<Chunker> chunkers = List.of();
    long position = 0;
    begin(sound);
    try {
      while (!isClosed()) {
        int frames = read(sound, interleaved, pieceFrames);
        if (frames < 0) {
          break;
        }
        if (chunkers.isEmpty()) {
          chunkers = chunkers(sensors, startOf(sound, frames), format.sampleRate());
        }
        for (int i = 0; i < sensors.size(); i++) {
          sensors.get(i).hear(interleaved, format.channels(), frames, heard);
          chunkers.get(i).accept(heard, 0, frames);
        }
        position += frames;
        heardNow(format.durationOf(position));
      }
    } finally {
      end();
      chunkers.forEach(Chunker::finish);
    }
  }

  private Instant startOf(SoundSource sound, int framesRead) {
    Instant own = sound.startedAt();
    return own != null ? own : clock.now().minus(sound.format().durationOf(framesRead));
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
    if (state != SourceState.STALLED && sinceStart.compareTo(rule.stalledAfter()) >= 0) {
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
      stalled = open;
      if (stalled == null
          || waitingSince == null
          || state == SourceState.STALLED
          || !clock.now().isAfter(waitingSince.plus(rule.stalledAfter()))) {
        return;
      }
    }
    enter(
        SourceState.STALLED,
        "no sound came from %s for %s: it is closed and opened again"
            .formatted(stalled.name(), rule.stalledAfter()));
    stalled.close();
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
