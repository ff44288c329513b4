/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jflac.util.CRC16;
import org.jflac.util.CRC8;

/** The densest FLAC there is: blocks in which every sample is the same. 16 bits, 16 kHz. */
final class ConstantFlac {

  static final short SAMPLE = 1_234;

  private ConstantFlac() {}

  /** The header says nothing about the length. */
  static byte[] of(int channels, int blockSize, int blocks) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeBytes("fLaC");
      out.writeInt(0x80 << 24 | 34);
      out.writeShort(blockSize);
      out.writeShort(blockSize);
      out.write(new byte[6]);
      // 20 bits of rate, 3 of channels, 5 of sample size, 36 of length
      out.writeLong(16_000L << 44 | (channels - 1L) << 41 | 15L << 36);
      out.write(new byte[16]);
      for (int block = 0; block < blocks; block++) {
        out.write(frame(channels, blockSize, block));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] frame(int channels, int blockSize, int number) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(frame);
    // Size of the block at the header's end, rate and sample size as in the stream info
    out.writeShort(0xFFF8);
    out.writeByte(0x70);
    out.writeByte((channels - 1) << 4);
    out.writeByte(number % 128);
    out.writeShort(blockSize - 1);
    out.writeByte(CRC8.calc(frame.toByteArray(), frame.size()));
    for (int channel = 0; channel < channels; channel++) {
      out.writeByte(0);
      out.writeShort(SAMPLE);
    }
    short checksum = 0;
    for (byte b : frame.toByteArray()) {
      checksum = CRC16.update(b, checksum);
    }
    out.writeShort(checksum);
    return frame.toByteArray();
  }
}
