/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows a receiver that a body is from somebody who has the secret, and when it was sent: HMAC with
 * SHA-256 of the time, a dot and the body.
 */
final class Signature {

  static final String HEADER = "X-Auscult-Signature";
  static final String TIMESTAMP_HEADER = "X-Auscult-Timestamp";

  private static final String ALGORITHM = "HmacSHA256";

  private Signature() {}

  /** The headers of a body. */
  static Map<String, String> headers(String secret, Instant now, byte[] body) {
    String timestamp = Long.toString(now.getEpochSecond());
    return Map.of(TIMESTAMP_HEADER, timestamp, HEADER, "sha256=" + hex(secret, timestamp, body));
  }

  private static String hex(String secret, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      mac.update((timestamp + ".").getBytes(UTF_8));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no " + ALGORITHM, e);
    }
  }
}
