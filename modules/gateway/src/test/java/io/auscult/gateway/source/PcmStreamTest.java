/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.audio.Pcm16;
import io.auscult.audio.PcmFormat;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;

class PcmStreamTest {

  private static final int CHANNELS = 2;
  private static final float[] SOUND = ArraySource.grid(6 * CHANNELS, 1);
  private static final byte[] BYTES = Pcm16.encode(SOUND, 0, SOUND.length).array();

  private final PcmStream stream = new PcmStream("stdin", new PcmFormat(100, CHANNELS));

  /** Bytes in pieces; after them the end. A piece of none: the waiting is called off. */
  private static final class Pieces implements PcmStream.Bytes {
    private final Deque<byte[]> pieces = new ArrayDeque<>();

    Pieces(byte[]... pieces) {
      this.pieces.addAll(Arrays.asList(pieces));
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
      if (pieces.isEmpty()) {
        return -1;
      }
      byte[] piece = pieces.remove();
      int count = Math.min(length, piece.length);
      System.arraycopy(piece, 0, bytes, offset, count);
      if (count < piece.length) {
        pieces.addFirst(Arrays.copyOfRange(piece, count, piece.length));
      }
      return count;
    }
  }

  @Test
  void shouldKeepTheRestOfAFrameAtEveryPairOfBoundaries() throws Exception {
    for (int first = 1; first < BYTES.length - 1; first++) {
      for (int second = first + 1; second < BYTES.length; second++) {
        // Given: a frame of four bytes may come in three pieces
        Pieces pieces =
            new Pieces(
                Arrays.copyOfRange(BYTES, 0, first),
                Arrays.copyOfRange(BYTES, first, second),
                Arrays.copyOfRange(BYTES, second, BYTES.length));

        // When, then
        assertThat(readAll(pieces, 4)).as("cut at %d and %d", first, second).containsExactly(SOUND);
      }
    }
  }

  @Test
  void shouldReadSoundThatComesByteByByte() throws Exception {
    // Given
    byte[][] single = new byte[BYTES.length][];
    for (int i = 0; i < BYTES.length; i++) {
      single[i] = new byte[] {BYTES[i]};
    }

    // When, then
    assertThat(readAll(new Pieces(single), 100)).containsExactly(SOUND);
  }

  @Test
  void shouldKeepTheRestOfAFrameWhenTheWaitingIsCalledOff() throws Exception {
    // Given: a frame and a half, and then nothing for now
    Pieces pieces =
        new Pieces(
            Arrays.copyOfRange(BYTES, 0, 6),
            new byte[0],
            Arrays.copyOfRange(BYTES, 6, BYTES.length));
    float[] out = new float[SOUND.length];

    // When
    int before = stream.read(pieces, out, 0, 6);
    int calledOff = stream.read(pieces, out, CHANNELS, 5);
    int after = stream.read(pieces, out, CHANNELS, 5);

    // Then
    assertThat(new int[] {before, calledOff, after}).containsExactly(1, -1, 5);
    assertThat(out).containsExactly(SOUND);
  }

  @Test
  void shouldGiveNoFrameThatIsNotWholeAtTheEnd() throws Exception {
    // When
    float[] read = readAll(new Pieces(Arrays.copyOf(BYTES, BYTES.length - 1)), 100);

    // Then
    assertThat(read).containsExactly(Arrays.copyOf(SOUND, SOUND.length - CHANNELS));
  }

  private float[] readAll(Pieces pieces, int frames) throws Exception {
    float[] out = new float[SOUND.length];
    int filled = 0;
    int read = stream.read(pieces, out, 0, Math.min(frames, out.length / CHANNELS));
    while (read >= 0) {
      filled += read;
      int left = out.length / CHANNELS - filled;
      read = stream.read(pieces, out, filled * CHANNELS, Math.max(1, Math.min(frames, left)));
    }
    return Arrays.copyOf(out, filled * CHANNELS);
  }
}
