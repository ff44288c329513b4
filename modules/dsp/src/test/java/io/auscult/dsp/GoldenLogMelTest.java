/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the front-end against librosa 0.10.2; {@code golden.json} has every parameter. */
class GoldenLogMelTest {

  private static final int WAV_HEADER_BYTES = 44;

  record Golden(String file, String wav, int mels, int frames, boolean center) {
    @Override
    public String toString() {
      return file;
    }
  }

  static Stream<Golden> goldens() throws IOException {
    JsonNode items = new ObjectMapper().readTree(bytes("golden.json")).get("items");
    return StreamSupport.stream(items.spliterator(), false)
        .map(
            item ->
                new Golden(
                    item.get("file").asText(),
                    item.get("wav").asText(),
                    item.get("mels").asInt(),
                    item.get("frames").asInt(),
                    item.get("center").asBoolean()));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void shouldEqualLibrosa(Golden golden) throws IOException {
    // Given
    float[] samples = samples(golden.wav());
    float[] expected = floats(golden.file());
    // float32 strains over the 85 dB that the sweep spans within a frame
    double tolerance = golden.file().startsWith("sweep") ? 1e-2 : 1e-3;

    // When
    float[][] actual =
        golden.center()
            ? LogMel.centered(FrontEnd.standard(), samples)
            : LogMel.streaming(FrontEnd.standard(), samples);

    // Then
    assertThat(actual).hasNumberOfRows(golden.frames());
    double worst = 0;
    for (int frame = 0; frame < golden.frames(); frame++) {
      assertThat(actual[frame]).hasSize(golden.mels());
      for (int mel = 0; mel < golden.mels(); mel++) {
        double difference = actual[frame][mel] - expected[mel * golden.frames() + frame];
        assertThat(difference).isFinite();
        worst = Math.max(worst, Math.abs(difference));
      }
    }
    assertThat(worst).as("max abs difference in dB").isLessThanOrEqualTo(tolerance);
  }

  @Test
  void shouldEqualLibrosasFilterBank() throws IOException {
    // Given
    float[] expected = floats("mel_filterbank_128x1025.f32");
    MelBank bank = new MelBank(FrontEnd.standard());

    // When
    double worst = 0;
    for (int band = 0; band < 128; band++) {
      for (int bin = 0; bin < 1025; bin++) {
        double difference = bank.weight(band, bin) - expected[band * 1025 + bin];
        worst = Math.max(worst, Math.abs(difference));
      }
    }

    // Then
    assertThat(worst).isLessThanOrEqualTo(1e-6);
  }

  private static float[] samples(String wav) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(wav)).order(ByteOrder.LITTLE_ENDIAN);
    bytes.position(WAV_HEADER_BYTES);
    float[] samples = new float[bytes.remaining() / Short.BYTES];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = bytes.getShort() / 32768f;
    }
    return samples;
  }

  private static float[] floats(String file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(bytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(floats);
    return floats;
  }

  private static byte[] bytes(String file) throws IOException {
    try (InputStream in = GoldenLogMelTest.class.getResourceAsStream("/golden/logmel/" + file)) {
      assertThat(in).as(file).isNotNull();
      return in.readAllBytes();
    }
  }
}
