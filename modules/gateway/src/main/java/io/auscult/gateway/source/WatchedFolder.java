/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.AudioFolder;
import io.auscult.audio.PcmFormat;
import io.auscult.audio.UnreadableAudioException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The recordings that another system puts into a folder or its subfolders: those that are there,
 * the oldest first, and then each that is added. A file's turn comes when it has not changed for
 * two seconds. It is heard as fast as it can be read, and its last sample counts as captured when
 * the file was last written to, but never before the recording that was heard before it ended.
 * After a restart of the gateway, all that is still there is heard again.
 */
public final class WatchedFolder implements Sounds {

  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration SETTLED_AFTER = Duration.ofSeconds(2);
  private static final int COUNT_FRAMES = 8192;

  /** What a file looked like, to know it again and to see it grow. */
  private record Look(FileTime changedAt, long bytes) {}

  private final Path folder;
  private final int sampleRate;
  private final WallClock clock;
  private final CountDownLatch closed = new CountDownLatch(1);

  /** Those that are there and have had their turn. */
  private final Map<Path, Look> done = new HashMap<>();

  /** Those that wait for their turn, and since when they have looked like that. */
  private final Map<Path, Look> seen = new HashMap<>();

  private final Map<Path, Instant> seenSince = new HashMap<>();
  private Instant heardUntil = Instant.MIN;

  /**
   * @param sampleRate files at another rate are resampled, Hz
   */
  public WatchedFolder(Path folder, int sampleRate, WallClock clock) {
    this.folder = folder;
    this.sampleRate = sampleRate;
    this.clock = clock;
  }

  @Override
  public @Nullable SoundSource next() throws IOException, InterruptedException {
    while (closed.getCount() > 0) {
      Path file = settled();
      if (file != null) {
        return open(file);
      }
      clock.sleep(LOOK_EVERY, closed);
    }
    return null;
  }

  private @Nullable Path settled() throws IOException {
    Map<Path, Look> present = look();
    done.keySet().retainAll(present.keySet());
    seen.keySet().retainAll(present.keySet());
    seenSince.keySet().retainAll(present.keySet());
    Instant now = clock.now();
    present.forEach(
        (file, look) -> {
          if (!look.equals(seen.put(file, look))) {
            seenSince.put(file, now);
          }
        });
    return present.entrySet().stream()
        .filter(entry -> !entry.getValue().equals(done.get(entry.getKey())))
        .filter(entry -> hasSettled(entry.getKey(), entry.getValue(), now))
        .min(
            Comparator.comparing((Map.Entry<Path, Look> entry) -> entry.getValue().changedAt())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse(null);
  }

  /** One that was moved here is whole, and its time tells. */
  private boolean hasSettled(Path file, Look look, Instant now) {
    Instant since = seenSince.getOrDefault(file, now);
    return !since.plus(SETTLED_AFTER).isAfter(now)
        || !look.changedAt().toInstant().plus(SETTLED_AFTER).isAfter(now);
  }

  private Map<Path, Look> look() throws IOException {
    Map<Path, Look> present = new HashMap<>();
    for (Path file : files()) {
      try {
        present.put(file, new Look(Files.getLastModifiedTime(file), Files.size(file)));
      } catch (IOException e) {
        // It was taken away meanwhile.
      }
    }
    return present;
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no folder %s to watch".formatted(folder));
    }
    try {
      return AudioFolder.list(folder);
    } catch (UnreadableAudioException e) {
      return List.of(); // It is empty.
    }
  }

  private SoundSource open(Path file) throws IOException {
    Look look = new Look(Files.getLastModifiedTime(file), Files.size(file));
    done.put(file, look);
    Duration length = length(file);
    Instant start = look.changedAt().toInstant().minus(length);
    Instant startsAt = start.isBefore(heardUntil) ? heardUntil : start;
    heardUntil = startsAt.plus(length);
    return new Recording(SoundList.file(file, sampleRate).open(), startsAt);
  }

  private static Duration length(Path file) throws IOException {
    try (FileSource sound = FileSource.open(file)) {
      float[] piece = new float[COUNT_FRAMES * sound.format().channels()];
      long frames = 0;
      for (int read = sound.read(piece, 0, COUNT_FRAMES);
          read >= 0;
          read = sound.read(piece, 0, COUNT_FRAMES)) {
        frames += read;
      }
      return sound.format().durationOf(frames);
    }
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public void close() {
    closed.countDown();
  }

  /** A file with the time of its first sample. */
  private record Recording(SoundSource sound, Instant startedAt) implements SoundSource {
    @Override
    public String name() {
      return sound.name();
    }

    @Override
    public PcmFormat format() {
      return sound.format();
    }

    @Override
    public int read(float[] interleaved, int offset, int frames) throws IOException {
      return sound.read(interleaved, offset, frames);
    }

    @Override
    public void close() throws IOException {
      sound.close();
    }
  }
}
