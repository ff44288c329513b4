/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** How a WAV file stores a sample. */
enum WavEncoding {
  UNSIGNED_8(WavEncoding.INTEGER, 8) {
    @Override
    float sample(ByteBuffer bytes, int at) {
      return ((bytes.get(at) & 0xFF) - 128) / 0x1p7f;
    }
  },
  SIGNED_16(WavEncoding.INTEGER, 16) {
    @Override
    float sample(ByteBuffer bytes, int at) {
      return bytes.getShort(at) / 0x1p15f;
    }
  },
  SIGNED_24(WavEncoding.INTEGER, 24) {
    @Override
    float sample(ByteBuffer bytes, int at) {
      int low = Short.toUnsignedInt(bytes.getShort(at));
      return (bytes.get(at + 2) << 16 | low) / 0x1p23f;
    }
  },
  SIGNED_32(WavEncoding.INTEGER, 32) {
    @Override
    float sample(ByteBuffer bytes, int at) {
      // The largest integers would round up to 1, which is out of range.
      return Math.min(bytes.getInt(at) / 0x1p31f, Math.nextDown(1f));
    }
  },
  FLOAT_32(WavEncoding.FLOAT, 32) {
    @Override
    float sample(ByteBuffer bytes, int at) {
      return bytes.getFloat(at);
    }
  };

  private static final int INTEGER = 1;
  private static final int FLOAT = 3;

  private final int tag;
  private final int bits;

  WavEncoding(int tag, int bits) {
    this.tag = tag;
    this.bits = bits;
  }

  /** The number that stands for it in the file, beside the number of bits. */
  int tag() {
    return tag;
  }

  /** Bits per sample, as stored. */
  int bits() {
    return bits;
  }

  /** Bytes per sample. */
  int bytes() {
    return bits / Byte.SIZE;
  }

  abstract float sample(ByteBuffer bytes, int at);

  /**
   * Decodes samples.
   *
   * @return index of the first sample that is not finite, or -1 when all are
   */
  int decode(byte[] block, float[] out, int offset, int samples) {
    ByteBuffer buffer = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < samples; i++) {
      float sample = sample(buffer, i * bytes());
      if (!Float.isFinite(sample)) {
        return i;
      }
      out[offset + i] = sample;
    }
    return -1;
  }
}
