/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlaylistSourceTest {

  private static final int RATE = 1000;
  private static final int FADE = RATE / 50;

  private final List<String> seams = new ArrayList<>();

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 20, 64, 100_000})
  void shouldJoinClipsWithAnOverlapOfTwentyMilliseconds(int pieces) throws Exception {
    // Given
    float[] first = constant(130, 0.5f);
    float[] second = constant(2100, -0.25f);
    float[] third = constant(40, 0.125f);

    // When
    float[] joined = readAll(playlist(pieces, first, second, third), pieces);

    // Then
    assertThat(joined).hasSize(130 + 2100 + 40 - 2 * FADE);
    assertThat(Arrays.copyOfRange(joined, 0, 110)).containsOnly(0.5f);
    assertThat(Arrays.copyOfRange(joined, 130, 2190)).containsOnly(-0.25f);
    assertThat(Arrays.copyOfRange(joined, 2210, 2230)).containsOnly(0.125f);
    assertThat(seams).containsExactly("0@0", "1@110", "2@2190");
  }

  @Test
  void shouldFadeAtEqualPower() throws Exception {
    // Given: what the first gives, and what the second gives, by itself
    float[] ones = constant(100, 1);
    float[] zeros = constant(100, 0);

    // When
    float[] out = readAll(playlist(50, ones, zeros), 50);
    float[] in = readAll(playlist(50, zeros, ones), 50);

    // Then
    for (int i = 80; i < 100; i++) {
      assertThat(out[i] * out[i] + in[i] * in[i]).isCloseTo(1, within(1e-6f));
      assertThat(out[i]).isLessThan(out[i - 1]);
    }
  }

  @Test
  void shouldLeaveASingleClipAsItIs() throws Exception {
    // Given
    float[] clip = ArraySource.grid(1234, 1);

    // When, then
    assertThat(readAll(playlist(100, clip), 77)).containsExactly(clip);
  }

  @Test
  void shouldFadeEachChannelByItself() throws Exception {
    // Given
    float[] stereo = new float[200];
    for (int i = 0; i < stereo.length; i += 2) {
      stereo[i] = 0.5f;
    }
    PlaylistSource source =
        new PlaylistSource(
            List.of(
                () -> new ArraySource(RATE, 2, 33, stereo),
                () -> new ArraySource(RATE, 2, 33, stereo)),
            (clip, frame) -> {});

    // When
    float[] joined = readAll(source, 10);

    // Then
    assertThat(joined).hasSize(2 * (100 + 100 - FADE));
    for (int i = 1; i < joined.length; i += 2) {
      assertThat(joined[i]).isZero();
      assertThat(joined[i - 1]).isGreaterThanOrEqualTo(0.5f);
    }
  }

  @Test
  void shouldRefuseAClipThatIsTooShortToBeJoined() throws Exception {
    assertThatThrownBy(() -> readAll(playlist(10, constant(100, 0), constant(19, 0)), 10))
        .isInstanceOf(IOException.class)
        .hasMessage("array is shorter than 40 ms, too short to be joined with other clips");
    assertThatThrownBy(
            () -> readAll(playlist(10, constant(100, 0), constant(39, 0), constant(100, 0)), 10))
        .hasMessageContaining("shorter than 40 ms");
  }

  @Test
  void shouldRefuseAClipOfAnotherFormat() throws Exception {
    // Given
    PlaylistSource source =
        new PlaylistSource(
            List.of(
                () -> new ArraySource(RATE, 1, 50, constant(100, 0)),
                () -> new ArraySource(RATE, 2, 50, constant(100, 0))),
            (clip, frame) -> {});

    // When, then
    assertThatThrownBy(() -> readAll(source, 50))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "array is 1000 Hz with 2 channel(s), the clips before it are 1000 Hz with 1 channel(s): one stream has one format");
  }

  private PlaylistSource playlist(int pieces, float[]... clips) throws IOException {
    List<SoundSource.Opener> openers = new ArrayList<>();
    for (float[] clip : clips) {
      openers.add(() -> new ArraySource(RATE, 1, pieces, clip));
    }
    return new PlaylistSource(openers, (clip, frame) -> seams.add(clip + "@" + frame));
  }

  private static float[] readAll(SoundSource source, int pieces) throws IOException {
    int channels = source.format().channels();
    float[] all = new float[10_000];
    int filled = 0;
    int read;
    while ((read = source.read(all, filled, pieces > 2000 ? 2000 : pieces)) > 0) {
      filled += read * channels;
    }
    return Arrays.copyOf(all, filled);
  }

  private static float[] constant(int count, float value) {
    float[] samples = new float[count];
    Arrays.fill(samples, value);
    return samples;
  }
}
