/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.detector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SafeTensorsTest {

  private static SortedMap<String, Tensor> tensors() {
    SortedMap<String, Tensor> tensors = new TreeMap<>();
    tensors.put("b", new Tensor(new long[] {2, 2}, new float[] {1, -0f, Float.MIN_VALUE, 4}));
    tensors.put("a", Tensor.of(new float[] {0.1f}));
    return tensors;
  }

  @Test
  void shouldReadBackTheSameBits() throws Exception {
    // When
    byte[] bytes = SafeTensors.write(tensors());
    SortedMap<String, Tensor> read = SafeTensors.read(bytes);

    // Then
    assertThat(read.keySet()).containsExactly("a", "b");
    assertThat(read.get("b").shape()).containsExactly(2, 2);
    assertThat(SafeTensors.write(read)).isEqualTo(bytes);
  }

  @Test
  void shouldWriteTheFormatThatOthersRead() {
    // When
    byte[] bytes = SafeTensors.write(tensors());

    // Then
    String header =
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[4,20]}}";
    assertThat(new String(bytes, 8, header.length(), StandardCharsets.UTF_8)).isEqualTo(header);
    assertThat(bytes[0]).isEqualTo((byte) (bytes.length - 8 - 20));
  }

  @Test
  void shouldRefuseWhatIsDamaged() {
    byte[] bytes = SafeTensors.write(tensors());
    for (int length : new int[] {0, 7, 20, bytes.length - 4}) {
      assertThatThrownBy(() -> SafeTensors.read(Arrays.copyOf(bytes, length)))
          .isInstanceOf(IOException.class);
    }
    String wrong = new String(bytes, StandardCharsets.ISO_8859_1).replace("[2,2]", "[9,9]");
    assertThatThrownBy(() -> SafeTensors.read(wrong.getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(IOException.class)
        .hasMessage("tensor b: shape [9, 9] does not hold 4 values");
  }
}
