/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Key of a log-mel block. Blocks of one sensor lie side by side in the store, in the order of their
 * frames.
 *
 * <p>Written as the {@link SensorKey}, a zero byte, the first frame (8 bytes, big-endian).
 *
 * @param sensor whose sound it is
 * @param firstFrame index of the block's first frame in the segment, from 0
 */
public record BlockKey(SensorKey sensor, long firstFrame) {

  /** The serde of the store's keys. */
  public static Serde<BlockKey> serde() {
    return Serdes.serdeFrom((topic, key) -> key.bytes(), (topic, bytes) -> of(bytes));
  }

  private byte[] bytes() {
    byte[] sensorBytes = sensor.bytes();
    return ByteBuffer.allocate(sensorBytes.length + 1 + Long.BYTES)
        .put(sensorBytes)
        .put((byte) 0)
        .putLong(firstFrame)
        .array();
  }

  private static BlockKey of(byte[] bytes) {
    int sensorLength = bytes.length - 1 - Long.BYTES;
    return new BlockKey(
        SensorKey.of(bytes, sensorLength), ByteBuffer.wrap(bytes).getLong(sensorLength + 1));
  }
}
