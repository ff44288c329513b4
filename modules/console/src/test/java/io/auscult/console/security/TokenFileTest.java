/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenFileTest {

  @TempDir private Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("tokens"), text);
  }

  @Test
  void shouldKnowPeopleByTheirTokens() throws Exception {
    // Given
    TokenFile tokens =
        TokenFile.read(
            file("# the shift\nanna:operator:0123456789abcdef\n\nben:viewer:fedcba:9876543210\n"));

    // When / Then
    assertThat(tokens.find("0123456789abcdef")).contains(new Person("anna", Role.OPERATOR));
    assertThat(tokens.find("fedcba:9876543210")).contains(new Person("ben", Role.VIEWER));
    assertThat(tokens.find("0123456789abcdeg")).isEmpty();
    assertThat(tokens.find("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "anna:operator:short-secret, line 1: the token has less than 16 characters",
    "anna:boss:0123456789abcdef, line 1: 'boss' is no role",
    "anna:0123456789abcdef, line 1: a line is name:role:token",
    ":viewer:0123456789abcdef, line 1: the name is empty",
    "'', has no line name:role:token",
  })
  void shouldNameTheLineThatIsWrongAndNeverTheToken(String text, String message) throws Exception {
    // Given
    Path file = file(text);

    // When / Then
    assertThatThrownBy(() -> TokenFile.read(file))
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message)
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("0123456789abcdef");
  }
}
