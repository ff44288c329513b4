/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.AudioFolder;
import io.auscult.audio.AudioReader;
import io.auscult.audio.PcmFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The recordings that somebody puts into a folder or its subfolders: those that are there, then
 * those that are added, each once. What is ready goes in the order of last change, then of path.
 *
 * <p>A file is ready when neither its size nor its time has changed for two seconds. One that
 * changes after it was played is played again: some recorders use their names again and again. One
 * that cannot be read is an error once, and then left out until it changes.
 *
 * <p>Recordings are played as fast as they can be, and dated so that the last sample was captured
 * when the file was last changed, but never before the end of the one that was played before: copy
 * files with their times ({@code cp -p}). To be dated, a file is read twice.
 *
 * <p>What was played is known as long as the file is there and this object lives: after a restart
 * all files are played again. Move away what is done with. The folder is looked through every
 * second, which network shares allow too; every ten times as long as that takes, if that is longer.
 */
public final class WatchedFolder implements Sounds {

  private static final Duration UNCHANGED_FOR = Duration.ofSeconds(2);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final int COUNTED_FRAMES = 8192;

  private final Path folder;
  private final int sampleRate;
  private final WallClock clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  private final Map<Path, Sighting> seen = new HashMap<>();
  private final Deque<Path> ready = new ArrayDeque<>();
  private Instant playedUntil = Instant.MIN;
  private @Nullable Recording last;

  /** What a file was like when it was last looked at. */
  private record Version(long bytes, FileTime modified) {}

  /**
   * A file that is there.
   *
   * @param sinceNanos when it was first seen like this, on the steady clock
   */
  private record Sighting(Version version, long sinceNanos, boolean played) {}

  /**
   * @param folder may be missing until later
   * @param sampleRate files at another rate are resampled, Hz
   */
  public WatchedFolder(Path folder, int sampleRate, WallClock clock) {
    this.folder = folder;
    this.sampleRate = sampleRate;
    this.clock = clock;
  }

  @Override
  public @Nullable SoundSource next() throws IOException, InterruptedException {
    if (last != null) {
      playedUntil = last.endsAt();
      last = null;
    }
    while (closed.getCount() > 0) {
      if (ready.isEmpty()) {
        look();
      }
      Path file = ready.poll();
      if (file != null) {
        last = open(file);
        return last;
      }
    }
    return null;
  }

  /** Looks which files have become ready; rests if there is none. */
  private void look() throws IOException, InterruptedException {
    long begin = clock.nanos();
    List<Path> files = AudioFolder.find(folder);
    seen.keySet().retainAll(new HashSet<>(files));
    List<Path> unchanged = new ArrayList<>();
    for (Path file : files) {
      if (hasBecomeReady(file)) {
        unchanged.add(file);
      }
    }
    unchanged.sort(
        Comparator.comparing((Path file) -> sighting(file).version.modified)
            .thenComparing(Comparator.naturalOrder()));
    ready.addAll(unchanged);
    if (ready.isEmpty()) {
      Duration took = Duration.ofNanos(clock.nanos() - begin).multipliedBy(10);
      clock.sleep(took.compareTo(LOOK_EVERY) > 0 ? took : LOOK_EVERY, closed);
    }
  }

  private Sighting sighting(Path file) {
    Sighting sighting = seen.get(file);
    if (sighting == null) {
      throw new IllegalStateException(file + " was not looked at");
    }
    return sighting;
  }

  private boolean hasBecomeReady(Path file) throws IOException {
    Version version;
    try {
      version = version(file);
    } catch (NoSuchFileException e) {
      seen.remove(file);
      return false;
    }
    Sighting before = seen.get(file);
    if (before == null || !before.version.equals(version)) {
      seen.put(file, new Sighting(version, clock.nanos(), false));
      return false;
    }
    return !before.played && clock.nanos() - before.sinceNanos >= UNCHANGED_FOR.toNanos();
  }

  private static Version version(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new Version(attributes.size(), attributes.lastModifiedTime());
  }

  private Recording open(Path file) throws IOException {
    Sighting sighting = sighting(file);
    seen.put(file, new Sighting(sighting.version, sighting.sinceNanos, true));
    Instant began = sighting.version.modified.toInstant().minus(duration(file));
    return new Recording(
        FileSounds.open(file, sampleRate), began.isBefore(playedUntil) ? playedUntil : began);
  }

  /** How much of it can be read. */
  private static Duration duration(Path file) throws IOException {
    try (AudioReader reader = AudioReader.open(file)) {
      PcmFormat format = reader.format();
      return format.durationOf(frames(reader, new float[COUNTED_FRAMES * format.channels()]));
    }
  }

  private static long frames(AudioReader reader, float[] unused) {
    long frames = 0;
    try {
      int read = reader.read(unused, 0, COUNTED_FRAMES);
      while (read >= 0) {
        frames += read;
        read = reader.read(unused, 0, COUNTED_FRAMES);
      }
    } catch (IOException e) {
      // Whoever plays it is told.
    }
    return frames;
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private static final class Recording implements SoundSource {

    private final SoundSource sound;
    private final Instant startedAt;
    private long position;

    Recording(SoundSource sound, Instant startedAt) {
      this.sound = sound;
      this.startedAt = startedAt;
    }

    Instant endsAt() {
      return startedAt.plus(format().durationOf(position));
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
      return startedAt;
    }

    @Override
    public int read(float[] interleaved, int offset, int frames) throws IOException {
      int read = sound.read(interleaved, offset, frames);
      position += Math.max(0, read);
      return read;
    }

    @Override
    public void close() throws IOException {
      sound.close();
    }
  }
}
