/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Key of one of many things that are remembered of a sensor: they lie side by side in the store, in
 * the order of their index.
 *
 * <p>Written as the {@link SensorKey}, a zero byte, the index (8 bytes, big-endian).
 *
 * @param sensor the sensor
 * @param index at least 0: of a block, its first frame in the segment; of a chunk, its sequence
 */
public record IndexedKey(SensorKey sensor, long index) {

  /** The serde of the store's keys. */
  public static Serde<IndexedKey> serde() {
    return Serdes.serdeFrom((topic, key) -> key.bytes(), (topic, bytes) -> of(bytes));
  }

  private byte[] bytes() {
    byte[] sensorBytes = sensor.bytes();
    return ByteBuffer.allocate(sensorBytes.length + 1 + Long.BYTES)
        .put(sensorBytes)
        .put((byte) 0)
        .putLong(index)
        .array();
  }

  private static IndexedKey of(byte[] bytes) {
    int sensorLength = bytes.length - 1 - Long.BYTES;
    return new IndexedKey(
        SensorKey.of(bytes, sensorLength), ByteBuffer.wrap(bytes).getLong(sensorLength + 1));
  }
}
