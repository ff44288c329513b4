/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What precedes each record in a segment, so that a reader can hop from one to the next. The format
 * is in {@code docs/spool.md}; all numbers are big-endian.
 */
record RecordHeader(
    SpoolRecord.Kind kind,
    int keyLength,
    int sensorLength,
    int valueLength,
    Instant capturedAt,
    Duration sound,
    int payloadCrc) {

  static final int LENGTH = 40;

  /** {@code ASPR}. */
  static final int MAGIC = 0x41535052;

  private static final int CRC_OFFSET = LENGTH - Integer.BYTES;

  /** Longer ones are no records: a second of sound of a channel has 384 kB at most. */
  private static final int MOST_VALUE_BYTES = 1 << 26;

  /** Bytes of the whole record. */
  int recordLength() {
    return LENGTH + payloadLength();
  }

  int payloadLength() {
    return keyLength + sensorLength + valueLength;
  }

  void write(ByteBuffer out) {
    int start = out.position();
    out.putInt(MAGIC);
    out.put(kind.code());
    out.put((byte) 0);
    out.putShort((short) keyLength);
    out.putShort((short) sensorLength);
    out.putShort((short) 0);
    out.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, capturedAt));
    out.putLong(sound.toNanos());
    out.putInt(valueLength);
    out.putInt(payloadCrc);
    out.putInt(crc(out.slice(start, CRC_OFFSET)));
  }

  /**
   * Reads one.
   *
   * @param in at least {@link #LENGTH} bytes from its position, which stays where it is
   * @return null if there is none
   */
  static @Nullable RecordHeader read(ByteBuffer in) {
    ByteBuffer bytes = in.slice(in.position(), LENGTH);
    if (bytes.getInt(0) != MAGIC || bytes.getInt(CRC_OFFSET) != crc(bytes.slice(0, CRC_OFFSET))) {
      return null;
    }
    SpoolRecord.Kind kind = SpoolRecord.Kind.of(bytes.get(4));
    int valueLength = bytes.getInt(28);
    if (kind == null || valueLength < 0 || valueLength > MOST_VALUE_BYTES) {
      return null;
    }
    return new RecordHeader(
        kind,
        Short.toUnsignedInt(bytes.getShort(6)),
        Short.toUnsignedInt(bytes.getShort(8)),
        valueLength,
        Instant.EPOCH.plus(bytes.getLong(12), ChronoUnit.MICROS),
        Duration.ofNanos(bytes.getLong(20)),
        bytes.getInt(32));
  }

  static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
