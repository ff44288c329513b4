/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sounds that could be had at once, played as if they were captured: they follow each other without
 * a pause from the start of the pacer on, except that the time it takes until one can be opened is
 * left out, and a piece can be read when its last sample would have been captured. At another speed
 * than real time their times keep the sound's own pace, and so leave the wall clock behind.
 */
public final class PacedSounds implements Sounds {

  private static final int PIECES_PER_SECOND = 10;

  private final Sounds sounds;
  private final Pacer pacer;

  /** Sound that has passed before the present one. */
  private Duration passed = Duration.ZERO;

  /** Whether the next one could not be opened when its time had come. */
  private boolean isLate;

  private @Nullable Paced present;

  /**
   * @param pacer for these sounds alone
   */
  public PacedSounds(Sounds sounds, Pacer pacer) {
    this.sounds = sounds;
    this.pacer = pacer;
  }

  /** A single sound, played in real time from now on. */
  public static PacedSounds realTime(SoundSource.Opener sound) {
    return new PacedSounds(new SoundList(List.of(sound)), new Pacer(1, WallClock.steady()));
  }

  @Override
  public @Nullable SoundSource next() throws IOException, InterruptedException {
    if (present != null) {
      passed = present.endsAfter();
      present = null;
    }
    SoundSource next;
    try {
      next = sounds.next();
    } catch (IOException e) {
      isLate = true;
      throw e;
    }
    if (next != null && isLate) {
      passed = max(passed, pacer.passed());
      isLate = false;
    }
    if (next != null) {
      present = new Paced(next, passed);
    }
    return present;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }

  @Override
  public boolean isLive() {
    return sounds.isLive();
  }

  @Override
  public void close() throws IOException {
    pacer.callOff();
    sounds.close();
  }

  private final class Paced implements SoundSource {
    private final SoundSource sound;
    private final Duration startsAfter;
    private final int pieceFrames;
    private long position;

    Paced(SoundSource sound, Duration startsAfter) {
      this.sound = sound;
      this.startsAfter = startsAfter;
      this.pieceFrames = Math.max(1, sound.format().sampleRate() / PIECES_PER_SECOND);
    }

    @Override
    public String name() {
      return sound.name();
    }

    @Override
    public PcmFormat format() {
      return sound.format();
    }

    @Override
    public Instant startedAt() {
      return pacer.startedAt().plus(startsAfter);
    }

    Duration endsAfter() {
      return startsAfter.plus(format().durationOf(position));
    }

    @Override
    public int read(float[] interleaved, int offset, int frames) throws IOException {
      int read = sound.read(interleaved, offset, Math.min(frames, pieceFrames));
      if (read > 0) {
        position += read;
        awaitEnd();
      }
      return read;
    }

    private void awaitEnd() throws InterruptedIOException {
      try {
        // A piece that was called off has still been heard: it is given.
        boolean unused = pacer.await(endsAfter());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException(name() + ": interrupted");
      }
    }

    @Override
    public void close() throws IOException {
      sound.close();
    }
  }
}
