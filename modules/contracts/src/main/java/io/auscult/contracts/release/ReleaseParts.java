/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.release;

import io.auscult.contracts.ModelPart;
import io.auscult.contracts.ModelRelease;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** A bundle in pieces that Kafka takes, and whole again. */
final class ReleaseParts {

  static final int MOST_BYTES = 512 * 1024;

  /** No bundle has a gigabyte: what says so is wrong, and no memory is taken for it. */
  private static final long MOST_BUNDLE_BYTES = 1L << 30;

  private ReleaseParts() {}

  /** The key of a part's record. */
  static String key(String release, int part) {
    return release + "/" + part;
  }

  /** The parts of a bundle, of which only the last is shorter than 512 KiB. */
  static List<ModelPart> split(String release, byte[] bundle) {
    int count = Math.max(1, (bundle.length + MOST_BYTES - 1) / MOST_BYTES);
    List<ModelPart> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      int from = part * MOST_BYTES;
      int length = Math.min(MOST_BYTES, bundle.length - from);
      parts.add(new ModelPart(release, part, count, ByteBuffer.wrap(bundle, from, length)));
    }
    return parts;
  }

  /**
   * The bundle of its parts.
   *
   * @param parts by their keys
   * @throws ReleaseUnusableException if one is missing, or they are not what the release says
   */
  static byte[] join(ModelRelease release, Map<String, ModelPart> parts)
      throws ReleaseUnusableException {
    long size = release.getSizeBytes();
    if (size < 0 || size > MOST_BUNDLE_BYTES) {
      throw new ReleaseUnusableException(
          "release %s says it has %d bytes".formatted(release.getRelease(), size));
    }
    ByteBuffer bundle = ByteBuffer.allocate((int) size);
    for (int number = 0; number < release.getParts(); number++) {
      ModelPart part = parts.get(key(release.getRelease(), number));
      if (part == null) {
        throw new ReleaseUnusableException(
            "release %s has no part %d of %d"
                .formatted(release.getRelease(), number + 1, release.getParts()));
      }
      ByteBuffer content = part.getContent().duplicate();
      if (content.remaining() > bundle.remaining()) {
        throw new ReleaseUnusableException(
            "release %s has more than the %d bytes it says".formatted(release.getRelease(), size));
      }
      bundle.put(content);
    }
    if (bundle.hasRemaining() || !sha256(bundle.array()).equals(release.getSha256())) {
      throw new ReleaseUnusableException(
          "release %s is damaged: its SHA-256 is not what was published"
              .formatted(release.getRelease()));
    }
    return bundle.array();
  }

  /** In lower-case hexadecimal. */
  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
