/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A record as it is on disk: its {@link RecordHeader}, then key, sensor and value. */
final class RecordCodec {

  private static final int MOST_NAME_BYTES = 0xFFFF;

  private RecordCodec() {}

  /**
   * The bytes of a record, from position to limit.
   *
   * @throws IllegalArgumentException if its key or sensor is longer than 65,535 bytes
   */
  static ByteBuffer encode(SpoolRecord record) {
    byte[] key = name(record.key());
    byte[] sensor = name(record.sensor());
    int payload = key.length + sensor.length + record.value().length;
    ByteBuffer bytes = ByteBuffer.allocate(RecordHeader.LENGTH + payload);
    bytes.position(RecordHeader.LENGTH).put(key).put(sensor).put(record.value());
    int crc = RecordHeader.crc(bytes.slice(RecordHeader.LENGTH, payload));
    bytes.position(0);
    new RecordHeader(
            record.kind(),
            key.length,
            sensor.length,
            record.value().length,
            record.capturedAt(),
            record.sound(),
            crc)
        .write(bytes);
    return bytes.position(0);
  }

  private static byte[] name(String name) {
    byte[] bytes = name.getBytes(UTF_8);
    if (bytes.length > MOST_NAME_BYTES) {
      throw new IllegalArgumentException(
          "the id of a machine or sensor is longer than 65535 bytes");
    }
    return bytes;
  }

  /**
   * The record of a payload.
   *
   * @param payload exactly that of the header
   * @return null if its checksum is wrong
   */
  static @Nullable SpoolRecord decode(RecordHeader header, ByteBuffer payload) {
    if (RecordHeader.crc(payload.duplicate()) != header.payloadCrc()) {
      return null;
    }
    byte[] key = new byte[header.keyLength()];
    byte[] sensor = new byte[header.sensorLength()];
    byte[] value = new byte[header.valueLength()];
    payload.get(key).get(sensor).get(value);
    return new SpoolRecord(
        header.kind(),
        new String(key, UTF_8),
        new String(sensor, UTF_8),
        header.capturedAt(),
        header.sound(),
        value);
  }
}
