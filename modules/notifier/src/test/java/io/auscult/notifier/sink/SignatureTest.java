/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignatureTest {

  /** By: printf '1780293600.{"id":"a1"}' | openssl dgst -sha256 -hmac s3cret. */
  @Test
  void shouldSignTimeAndBodyAsOthersCompute() {
    assertThat(
            Signature.headers(
                "s3cret", Instant.ofEpochSecond(1_780_293_600), "{\"id\":\"a1\"}".getBytes(UTF_8)))
        .containsEntry("X-Auscult-Timestamp", "1780293600")
        .containsEntry(
            "X-Auscult-Signature",
            "sha256=e22f0d047a804075cad5d9bbd8d48753698e258115a517fff0808b02c52851a8");
  }
}
