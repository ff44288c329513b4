/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.pipeline.state;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Key of what is remembered per sensor.
 *
 * <p>Written as the machine id, a zero byte, the sensor id (UTF-8).
 *
 * @param machineId the machine; holds no zero character
 * @param sensorId one of its sensors; holds no zero character
 */
public record SensorKey(String machineId, String sensorId) {

  public SensorKey {
    if (machineId.indexOf('\0') >= 0 || sensorId.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("machineId and sensorId must not hold a zero character");
    }
  }

  /** The serde of the stores' keys. */
  public static Serde<SensorKey> serde() {
    return Serdes.serdeFrom((topic, key) -> key.bytes(), (topic, bytes) -> of(bytes, bytes.length));
  }

  byte[] bytes() {
    byte[] machine = machineId.getBytes(UTF_8);
    byte[] sensor = sensorId.getBytes(UTF_8);
    return ByteBuffer.allocate(machine.length + 1 + sensor.length)
        .put(machine)
        .put((byte) 0)
        .put(sensor)
        .array();
  }

  static SensorKey of(byte[] bytes, int length) {
    int zero = 0;
    while (bytes[zero] != 0) {
      zero++;
    }
    return new SensorKey(
        new String(bytes, 0, zero, UTF_8), new String(bytes, zero + 1, length - zero - 1, UTF_8));
  }
}
