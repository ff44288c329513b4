/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a record's value; docs/spool.md has it byte by byte. It says where it stands,
 * so that a record inside the value of another is not taken for one.
 */
record RecordHeader(
    SpoolPosition position,
    SpoolRecord.Kind kind,
    String key,
    String sensor,
    Instant capturedAt,
    Duration sound,
    int headerBytes,
    int valueBytes,
    int valueCrc) {

  static final int FIXED_BYTES = 52;

  static final int MOST_BYTES = FIXED_BYTES + 2 * SpoolRecord.MOST_NAME_BYTES;

  /** {@code AREC}. */
  static final int MAGIC = 0x41524543;

  private static final int CRC_AT = 48;

  /** What the whole record takes in the file. */
  static long bytesOf(SpoolRecord record) {
    return (long) FIXED_BYTES
        + record.key().getBytes(UTF_8).length
        + record.sensor().getBytes(UTF_8).length
        + record.value().length;
  }

  /** The whole record as it stands in the file. */
  static byte[] encode(SpoolRecord record, SpoolPosition position) {
    byte[] key = record.key().getBytes(UTF_8);
    byte[] sensor = record.sensor().getBytes(UTF_8);
    byte[] value = record.value();
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(bytesOf(record)));
    out.putInt(MAGIC);
    out.put((byte) (record.kind() == SpoolRecord.Kind.AUDIO ? 1 : 2)).put((byte) 0);
    out.putShort((short) key.length).putShort((short) sensor.length).putShort((short) 0);
    out.putInt(value.length);
    out.putLong(position.segment()).putInt(position.offset());
    out.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, record.capturedAt()));
    out.putLong(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.EPOCH.plus(record.sound())));
    out.putInt(Crc.of(value, 0, value.length));
    out.putInt(0);
    out.put(key).put(sensor).put(value);
    out.putInt(CRC_AT, checksum(out.array(), key.length + sensor.length));
    return out.array();
  }

  /**
   * The header at the beginning of some bytes; null if there is none, or not a whole one.
   *
   * @param limit of the file's bytes: a record ends before it
   */
  static @Nullable RecordHeader decode(byte[] bytes, int length, SpoolPosition at, long limit) {
    if (length < FIXED_BYTES) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
    int kind = in.get(4);
    int keyBytes = Short.toUnsignedInt(in.getShort(6));
    int sensorBytes = Short.toUnsignedInt(in.getShort(8));
    int valueBytes = in.getInt(12);
    int headerBytes = FIXED_BYTES + keyBytes + sensorBytes;
    if (in.getInt(0) != MAGIC
        || keyBytes > SpoolRecord.MOST_NAME_BYTES
        || sensorBytes > SpoolRecord.MOST_NAME_BYTES
        || headerBytes > length
        || in.getInt(CRC_AT) != checksum(bytes, keyBytes + sensorBytes)) {
      return null;
    }
    if (in.getLong(16) != at.segment()
        || in.getInt(24) != at.offset()
        || (kind != 1 && kind != 2)
        || valueBytes < 0
        || (long) at.offset() + headerBytes + valueBytes > limit) {
      return null;
    }
    return new RecordHeader(
        at,
        kind == 1 ? SpoolRecord.Kind.AUDIO : SpoolRecord.Kind.HEALTH,
        new String(bytes, FIXED_BYTES, keyBytes, UTF_8),
        new String(bytes, FIXED_BYTES + keyBytes, sensorBytes, UTF_8),
        Instant.EPOCH.plus(in.getLong(28), ChronoUnit.MICROS),
        Duration.of(in.getLong(36), ChronoUnit.MICROS),
        headerBytes,
        valueBytes,
        in.getInt(44));
  }

  /** Where the next record begins. */
  int end() {
    return position.offset() + headerBytes + valueBytes;
  }

  SpoolRecord with(byte[] value) {
    return new SpoolRecord(kind, key, sensor, capturedAt, sound, value);
  }

  /** Of the header without the checksum itself, and of the names. */
  private static int checksum(byte[] bytes, int names) {
    byte[] checked = new byte[CRC_AT + names];
    System.arraycopy(bytes, 0, checked, 0, CRC_AT);
    System.arraycopy(bytes, FIXED_BYTES, checked, CRC_AT, names);
    return Crc.of(checked, 0, checked.length);
  }
}
