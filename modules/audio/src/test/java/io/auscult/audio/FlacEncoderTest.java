/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlacEncoderTest {

  private static final PcmFormat MONO = new PcmFormat(16_000, 1);
  private static final int HEADER = 4 + 4 + 34;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @BeforeEach
  void listen() {
    PrintStream capture = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(capture);
    System.setErr(capture);
  }

  @AfterEach
  void shouldPrintNothing() {
    System.setOut(out);
    System.setErr(err);
    assertThat(printed.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(HardSound.class)
  void shouldNotLoseABitOfHardSoundOfAnyLength(HardSound sound) throws IOException {
    for (PcmFormat format : HardSound.FORMATS) {
      for (int frames : HardSound.LENGTHS) {
        assertLossless(format, sound.samples(format, frames, new Random(frames)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1, 8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 65_537, 96_000, 192_000, 384_000, 655_350
      })
  void shouldKeepTheRate(int rate) throws IOException {
    PcmFormat format = new PcmFormat(rate, 1);
    int second = Math.min(rate, 192_000);

    assertLossless(format, HardSound.CORRELATED_NOISE.samples(format, second, new Random(1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void shouldKeepChannelsApart(int channels) throws IOException {
    PcmFormat format = new PcmFormat(16_000, channels);

    assertLossless(format, HardSound.CORRELATED_NOISE.samples(format, 16_000, new Random(2)));
  }

  @Test
  void shouldNotLoseABitOfTwoThousandRandomChunks() throws IOException {
    Random random = new Random(3);
    List<HardSound> sounds = List.of(HardSound.values());

    for (int round = 0; round < 2_000; round++) {
      HardSound sound = sounds.get(random.nextInt(sounds.size()));
      PcmFormat format = new PcmFormat(1_000 + random.nextInt(100_000), 1 + random.nextInt(2));
      assertLossless(format, sound.samples(format, 1 + random.nextInt(6_000), random));
    }
  }

  @Test
  void shouldSayInTheHeaderHowLongItIsAndWhatItsSamplesAre() throws Exception {
    // Given
    PcmFormat format = new PcmFormat(44_100, 2);
    ByteBuffer pcm = HardSound.CORRELATED_NOISE.samples(format, 10_000, new Random(4));

    // When
    ByteBuffer flac = Flac.encode(format, pcm);

    // Then
    assertThat(flac.getLong(18) & 0xF_FFFF_FFFFL).isEqualTo(10_000);
    MessageDigest md5 = MessageDigest.getInstance("MD5");
    md5.update(pcm);
    assertThat(flac.slice(HEADER - 16, 16)).isEqualTo(ByteBuffer.wrap(md5.digest()));
  }

  @Test
  void shouldGiveTheSameBytesForTheSameSamples() {
    ByteBuffer pcm = HardSound.CORRELATED_NOISE.samples(MONO, 16_000, new Random(5));

    ByteBuffer first = Flac.encode(MONO, pcm);

    for (int round = 0; round < 200; round++) {
      assertThat(Flac.encode(MONO, pcm)).isEqualTo(first);
    }
  }

  @Test
  void shouldCompressWhatCanBePredicted() {
    ByteBuffer silence = HardSound.SILENCE.samples(MONO, 16_000, new Random(6));
    ByteBuffer sweep = HardSound.SWEEP.samples(MONO, 16_000, new Random(6));

    assertThat(Flac.encode(MONO, silence).remaining()).isLessThan(silence.remaining() / 7);
    assertThat(Flac.encode(MONO, sweep).remaining()).isLessThan(sweep.remaining() * 2 / 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 10, 4_096, 16_000, 100_000})
  void shouldHardlyGrowWhatDoesNotCompress(int frames) {
    ByteBuffer pcm = HardSound.WHITE_NOISE.samples(MONO, frames, new Random(7));

    assertThat(Flac.encode(MONO, pcm).remaining())
        .isLessThan(100 + pcm.remaining() + pcm.remaining() / 500);
  }

  @Test
  void shouldLeaveTheBufferAsItIs() throws IOException {
    // Given
    ByteBuffer pcm = HardSound.SWEEP.samples(MONO, 5_000, new Random(8));
    ByteBuffer within = ByteBuffer.allocate(3 + pcm.remaining() + 3);
    within.put(3, pcm, 0, pcm.remaining()).position(3).limit(3 + pcm.remaining());

    // When
    ByteBuffer flac = Flac.encode(MONO, within.asReadOnlyBuffer());
    Flac.encode(MONO, within);

    // Then
    assertThat(flac).isEqualTo(Flac.encode(MONO, pcm));
    assertThat(within.position()).isEqualTo(3);
    assertThat(within.order()).isEqualTo(ByteOrder.BIG_ENDIAN);
  }

  @Test
  void shouldRefuseWhatFlacCannotHold() {
    ByteBuffer pcm = ByteBuffer.allocate(9 * 4);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Flac.encode(new PcmFormat(16_000, 9), pcm))
        .withMessage(
            "FLAC takes at most 8 channels and 655350 Hz, but there are 9 channels at 16000 Hz");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Flac.encode(new PcmFormat(700_000, 1), pcm))
        .withMessageContaining("700000 Hz");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Flac.encode(new PcmFormat(16_000, 5), pcm))
        .withMessageContaining("36 bytes are no whole number of 16 bit samples of 5 channels");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Flac.encode(MONO, ByteBuffer.allocate(0)))
        .withMessageContaining("at least one each");
  }

  private static void assertLossless(PcmFormat format, ByteBuffer pcm) throws IOException {
    int frames = pcm.remaining() / (Short.BYTES * format.channels());

    AudioClip clip = Flac.decode("chunk", Flac.encode(format, pcm), frames);

    assertThat(clip.sampleRate()).isEqualTo(format.sampleRate());
    assertThat(clip.channels()).hasNumberOfRows(format.channels());
    assertThat(TestSound.interleaved(clip.channels())).as(format + ", " + frames).isEqualTo(pcm);
  }
}
