/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {

  @TempDir private Path folder;
  private Path tokens;
  private InetAddress everywhere;
  private InetAddress loopback;

  @BeforeEach
  void setUp() throws Exception {
    tokens = Files.writeString(folder.resolve("tokens"), "anna:operator:0123456789abcdef\n");
    everywhere = InetAddress.getByAddress(new byte[4]);
    loopback = InetAddress.getLoopbackAddress();
  }

  @Test
  void shouldAskNobodyOnThisMachine() throws Exception {
    // When
    Access access = Access.of(loopback, null, null, null, false);

    // Then
    assertThat(access.tokens()).isNull();
  }

  @Test
  void shouldRefuseAnAddressThatOthersReachWithoutTokensOrTls() {
    // When / Then
    assertThatThrownBy(() -> Access.of(everywhere, null, null, null, false))
        .hasMessage(
            "--http-address 0.0.0.0 can be reached by others: that takes --token-file and"
                + " --tls-keystore with --tls-password-file");
    assertThatThrownBy(() -> Access.of(everywhere, tokens, null, null, false))
        .hasMessageContaining("--tls-keystore");
    assertThatThrownBy(() -> Access.of(everywhere, null, tokens, tokens, false))
        .hasMessageContaining("--token-file");
  }

  @Test
  void shouldRefuseAKeystoreWithoutItsPassword() {
    // When / Then
    assertThatThrownBy(() -> Access.of(loopback, tokens, tokens, null, false))
        .hasMessage("--tls-keystore and --tls-password-file go together");
  }
}
