/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.audio.Pcm16;
import io.auscult.audio.PcmFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StdinSoundsTest {

  private static final PcmFormat STEREO = new PcmFormat(16_000, 2);

  @Test
  void shouldGiveEverySampleOfMoreThanIsReadAheadAndThenEnd() throws Exception {
    // Given: three times what fits into the ring, and a rest that is no frame
    float[] sound = ArraySource.grid(100_002, 1);
    byte[] bytes = Pcm16.encode(sound, 0, sound.length).array();
    StdinSounds stdin =
        new StdinSounds(new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length + 3)), STEREO);

    // When
    float[] read = new float[sound.length];
    int frames = SourceReads.fully(requireNonNull(stdin.next()), read, sound.length / 2);

    // Then
    assertThat(frames).isEqualTo(sound.length / 2);
    assertThat(read).containsExactly(sound);
    SoundSource rest = requireNonNull(stdin.next());
    assertThat(rest.read(new float[2], 0, 1)).isEqualTo(-1);
    assertThat(stdin.next()).isNull();
    assertThat(stdin.isLive()).isFalse();
  }

  @Test
  void shouldEndAReadThatWaitsWhenItIsClosed() throws Exception {
    // Given: an input that gives nothing
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      StdinSounds stdin = new StdinSounds(in, STEREO);
      SoundSource sound = requireNonNull(stdin.next());
      CompletableFuture<Integer> read =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return sound.read(new float[2], 0, 1);
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });

      // When
      stdin.close();

      // Then
      assertThat(read.get(30, TimeUnit.SECONDS)).isEqualTo(-1);
      assertThat(stdin.next()).isNull();
    }
  }

  @Test
  void shouldGoOnWithinTheFrameAfterOneThatStalledWasClosed() throws Exception {
    // Given
    float[] sound = ArraySource.grid(6, 2);
    byte[] bytes = Pcm16.encode(sound, 0, sound.length).array();
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      StdinSounds stdin = new StdinSounds(in, STEREO);
      float[] read = new float[6];

      // When: it stalls in the second frame
      SoundSource first = requireNonNull(stdin.next());
      out.write(bytes, 0, 7);
      out.flush();
      assertThat(first.read(read, 0, 1)).isEqualTo(1);
      first.close();
      assertThat(first.read(read, 2, 1)).isEqualTo(-1);
      SoundSource second = requireNonNull(stdin.next());
      out.write(bytes, 7, bytes.length - 7);
      out.flush();
      float[] rest = new float[4];
      SourceReads.fully(second, rest, 2);

      // Then
      System.arraycopy(rest, 0, read, 2, 4);
      assertThat(read).containsExactly(sound);
    }
  }

  @Test
  void shouldSayWhatIsWrongWithAnInputThatFails() throws Exception {
    // Given
    InputStream fails =
        new InputStream() {
          @Override
          public int read() throws IOException {
            return read(new byte[1], 0, 1);
          }

          @Override
          public int read(byte[] bytes, int offset, int length) throws IOException {
            throw new IOException("Input/output error");
          }
        };
    StdinSounds sounds = new StdinSounds(fails, STEREO);
    SoundSource sound = requireNonNull(sounds.next());

    // When, then
    assertThatThrownBy(() -> sound.read(new float[2], 0, 1))
        .isInstanceOf(IOException.class)
        .hasMessage("standard input: Input/output error");
    assertThat(sounds.next()).isNull();
  }
}
