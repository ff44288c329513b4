/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Tells sounds from each other, whatever file they are in. */
public final class SoundDigest {

  private SoundDigest() {}

  /** SHA-256 over the samples of all channels, in lower-case hexadecimal. */
  public static String of(float[][] channels) {
    MessageDigest sha = sha256();
    for (float[] channel : channels) {
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * channel.length);
      bytes.asFloatBuffer().put(channel);
      sha.update(bytes.array());
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
