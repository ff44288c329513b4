/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteSizeConverterTest {

  @ParameterizedTest
  @CsvSource({
    "512B, 512",
    "1kB, 1000",
    "1KB, 1000",
    "10GB, 10000000000",
    "16MiB, 16777216",
    "1 GiB, 1073741824",
    "1.5kB, 1500",
    "2TB, 2000000000000",
    "1TiB, 1099511627776"
  })
  void shouldReadANumberOfBytes(String text, long bytes) {
    assertThat(new ByteSizeConverter().convert(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10", "GB", "-1GB", "1.5B", "10 gigabytes", "1PB", "99999999TB", "iB"})
  void shouldRefuseWhatIsNoNumberOfBytes(String text) {
    assertThatThrownBy(() -> new ByteSizeConverter().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'%s' is no number of bytes: write it like 10GB, 500MB or 16MiB", text);
  }
}
