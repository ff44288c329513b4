/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class WatchedFolderTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int RATE = 16_000;

  @TempDir Path folder;

  private final Resting clock = new Resting();

  /** What happens while the watcher rests, a second at a time. */
  @FunctionalInterface
  private interface Happening {
    void happen() throws IOException;
  }

  private static final class Resting implements WallClock {
    private final VirtualClock clock = new VirtualClock(START);
    private final Deque<Happening> next = new ArrayDeque<>();
    private int rests;

    @Override
    public Instant now() {
      return clock.now();
    }

    @Override
    public long nanos() {
      return clock.nanos();
    }

    @Override
    public void sleep(Duration duration, CountDownLatch calledOff) throws InterruptedException {
      rests++;
      assertThat(rests).as("rests in vain").isLessThan(100);
      clock.sleep(duration, calledOff);
      Happening happening = next.poll();
      if (happening != null) {
        try {
          happening.happen();
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  @Test
  void shouldPlayWhatIsThereByLastChangeAndThenByPath() throws Exception {
    // Given
    Path youngest = wav("a.wav", 1, START.minusSeconds(10));
    Path oldest = wav("line/z.wav", 1, START.minusSeconds(100));
    Path second = wav("m.wav", 1, START.minusSeconds(50));
    Path third = wav("n.wav", 1, START.minusSeconds(50));
    WatchedFolder watched = watched();

    // When, then
    assertThat(play(watched).name).isEqualTo(oldest.toString());
    assertThat(play(watched).name).isEqualTo(second.toString());
    assertThat(play(watched).name).isEqualTo(third.toString());
    assertThat(play(watched).name).isEqualTo(youngest.toString());
  }

  @Test
  void shouldDateARecordingSoThatItEndsWhenItsFileWasLastChanged() throws Exception {
    // Given
    wav("a.wav", 3, START.minusSeconds(100));

    // When
    Played played = play(watched());

    // Then
    assertThat(played.startedAt).isEqualTo(START.minusSeconds(103));
    assertThat(played.frames).isEqualTo(3 * RATE);
  }

  @Test
  void shouldNotDateARecordingBeforeTheEndOfTheOneBefore() throws Exception {
    // Given: two that were copied in the same second
    wav("a.wav", 3, START.minusSeconds(100));
    wav("b.wav", 4, START.minusSeconds(99));
    WatchedFolder watched = watched();

    // When
    play(watched);
    Played second = play(watched);

    // Then
    assertThat(second.startedAt).isEqualTo(START.minusSeconds(100));
  }

  @Test
  void shouldPlayWhatIsAddedAndNothingTwice() throws Exception {
    // Given
    wav("a.wav", 1, START.minusSeconds(100));
    WatchedFolder watched = watched();
    play(watched);

    // When: nothing for a while, then another
    for (int i = 0; i < 10; i++) {
      clock.next.add(() -> {});
    }
    clock.next.add(() -> wav("b.wav", 1, START.minusSeconds(50)));

    // Then
    assertThat(play(watched).name).isEqualTo(folder.resolve("b.wav").toString());
  }

  @Test
  void shouldPlayAFileAgainThatWasWrittenAnew() throws Exception {
    // Given
    wav("latest.wav", 1, START.minusSeconds(100));
    WatchedFolder watched = watched();
    play(watched);

    // When
    clock.next.add(() -> wav("latest.wav", 2, START));

    // Then
    assertThat(play(watched).frames).isEqualTo(2 * RATE);
  }

  @Test
  void shouldWaitUntilAFileHasNotChangedForTwoSeconds() throws Exception {
    // Given: it grows for ten seconds
    wav("grows.wav", 1, START);
    for (int second = 2; second <= 11; second++) {
      int length = second;
      clock.next.add(() -> wav("grows.wav", length, START.plusSeconds(length)));
    }

    // When
    Played played = play(watched());

    // Then
    assertThat(played.frames).isEqualTo(11 * RATE);
    assertThat(clock.rests).isEqualTo(12);
  }

  @Test
  void shouldTellOfAFileThatCannotBeReadAndGoOn() throws Exception {
    // Given
    Path broken = folder.resolve("broken.wav");
    Files.writeString(broken, "no sound");
    Files.setLastModifiedTime(broken, FileTime.from(START.minusSeconds(100)));
    Path good = wav("good.wav", 1, START.minusSeconds(50));
    WatchedFolder watched = watched();

    // When, then
    assertThatThrownBy(watched::next)
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(broken + ": is neither WAV nor FLAC");
    assertThat(play(watched).name).isEqualTo(good.toString());
    clock.next.add(watched::close);
    assertThat(watched.next()).isNull();
  }

  @Test
  void shouldWatchAFolderThatIsEmptyOrMissingAtFirst() throws Exception {
    // Given
    Path missing = folder.resolve("later");
    WatchedFolder watched = new WatchedFolder(missing, RATE, clock);
    assertThatThrownBy(watched::next)
        .isInstanceOf(IOException.class)
        .hasMessage(missing + ": there is no such folder; check the path");

    // When
    Files.createDirectories(missing);
    clock.next.add(() -> wav("later/a.wav", 1, START));

    // Then
    assertThat(play(watched).name).isEqualTo(missing.resolve("a.wav").toString());
  }

  @Test
  void shouldEndAWaitWhenItIsClosed() throws Exception {
    // Given
    WatchedFolder watched = new WatchedFolder(folder, RATE, WallClock.system());
    Thread other = new Thread(watched::close);
    other.start();

    // When, then
    assertThat(watched.next()).isNull();
    other.join();
  }

  private WatchedFolder watched() {
    return new WatchedFolder(folder, RATE, clock);
  }

  private record Played(String name, Instant startedAt, int frames) {}

  private static Played play(WatchedFolder watched) throws Exception {
    try (SoundSource sound = requireNonNull(watched.next())) {
      Instant startedAt = requireNonNull(sound.startedAt());
      int frames = SourceReads.fully(sound, new float[100 * RATE], 100 * RATE);
      return new Played(sound.name(), startedAt, frames);
    }
  }

  private Path wav(String name, int seconds, Instant modified) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(requireNonNull(file.getParent()));
    WavWriter.write(file, RATE, ArraySource.grid(seconds * RATE, 1));
    Files.setLastModifiedTime(file, FileTime.from(modified));
    return file;
  }
}
