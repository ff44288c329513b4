/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Pcm16Test {

  @Test
  void shouldReturnEveryValueOfTheGridExactly() {
    // Given
    float[] grid = new float[65_536];
    for (int i = 0; i < grid.length; i++) {
      grid[i] = (i - 32_768) / 32_768f;
    }

    // When
    float[] decoded = Pcm16.decode(Pcm16.encode(grid, 0, grid.length));

    // Then
    assertThat(decoded).isEqualTo(grid);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5, 0", "1.5, 2", "2.5, 2", "-0.5, 0", "-1.5, -2", "2.51, 3",
    "32766.5, 32766", "32767.4, 32767", "32768, 32767", "1e9, 32767", "-32769, -32768",
        "-1e9, -32768"
  })
  void shouldRoundHalfToEvenAndClip(float steps, short expected) {
    ByteBuffer bytes = Pcm16.encode(new float[] {steps / 32_768f}, 0, 1);

    assertThat(bytes.order(ByteOrder.LITTLE_ENDIAN).getShort()).isEqualTo(expected);
  }

  @Test
  void shouldBeLittleEndian() {
    ByteBuffer bytes = Pcm16.encode(new float[] {9, 0x1234 / 32_768f}, 1, 1);

    assertThat(bytes.remaining()).isEqualTo(2);
    assertThat(bytes.get(0)).isEqualTo((byte) 0x34);
    assertThat(bytes.get(1)).isEqualTo((byte) 0x12);
  }

  @Test
  void shouldDecodeWhatIsLeftOfABufferAndLeaveItAsItIs() {
    // Given
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 0, 0x40, 0, (byte) 0xC0, 9});
    bytes.position(1).limit(5);

    // When
    float[] samples = Pcm16.decode(bytes.asReadOnlyBuffer());
    float[] again = Pcm16.decode(bytes);

    // Then
    assertThat(samples).containsExactly(0.5f, -0.5f);
    assertThat(again).isEqualTo(samples);
    assertThat(bytes.position()).isEqualTo(1);
    assertThat(bytes.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
  }

  @Test
  void shouldTakeInterleavedChannelsApart() {
    ByteBuffer bytes = ByteBuffer.wrap(new byte[] {0, 0x40, 0, 1, 0, (byte) 0xC0, 0, 2});

    assertThat(Pcm16.decode(bytes, 2))
        .isDeepEqualTo(new float[][] {{0.5f, -0.5f}, {1 / 128f, 1 / 64f}});
    assertThat(Pcm16.decode(bytes, 1)).isDeepEqualTo(new float[][] {Pcm16.decode(bytes)});
  }

  @Test
  void shouldRefuseAnIncompleteFrameOfChannels() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pcm16.decode(ByteBuffer.allocate(6), 2))
        .withMessage("6 bytes are no whole number of 16 bit samples of 2 channels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pcm16.decode(ByteBuffer.allocate(6), 0))
        .withMessageContaining("0 channels");
  }

  @Test
  void shouldTakeNothingAsNothing() {
    assertThat(Pcm16.decode(Pcm16.encode(new float[0], 0, 0))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void shouldRefuseWhatIsNoSound(float noSound) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pcm16.encode(new float[] {0, noSound}, 0, 2))
        .withMessageContaining("sample 1 is " + noSound);
  }

  @Test
  void shouldRefuseHalfASample() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Pcm16.decode(ByteBuffer.allocate(3)))
        .withMessageContaining("there are 3");
  }

  @Test
  void shouldRefuseARangeOutsideOfTheArray() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Pcm16.encode(new float[3], 2, 2));
  }
}
