/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import io.auscult.contracts.SchemaRegistry.WrittenSchema;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Our records in Confluent wire format: a zero, the schema's id in the registry (4 bytes,
 * big-endian), the record in Avro's binary encoding. Reads single-object encoding as well: the
 * first byte tells.
 *
 * <p>Bytes it cannot read, also because the registry does not know their id, are a {@link
 * org.apache.kafka.common.errors.SerializationException}; a registry that cannot be asked is a
 * {@link SchemaRegistryException}. Thread-safe.
 */
final class RegistrySerde<T extends SpecificRecord>
    implements Serde<T>, Serializer<T>, Deserializer<T> {

  private static final byte MAGIC = 0;
  private static final int HEADER_LENGTH = 1 + Integer.BYTES;

  private final String topic;
  private final AvroSerde<T> values;
  private final SchemaRegistry registry;

  /**
   * @param topic whose schema it is, also where the records go to a topic of another name
   * @param values reads and writes what stands behind the header
   */
  RegistrySerde(String topic, AvroSerde<T> values, SchemaRegistry registry) {
    this.topic = topic;
    this.values = values;
    this.registry = registry;
  }

  /** Whether the bytes claim to be in Confluent wire format. */
  static boolean is(byte[] bytes) {
    return bytes.length >= HEADER_LENGTH && bytes[0] == MAGIC;
  }

  /** The id that such bytes carry. */
  static int id(byte[] bytes) {
    return ByteBuffer.wrap(bytes).getInt(1);
  }

  @Override
  public byte @Nullable [] serialize(String destination, @Nullable T value) {
    byte[] single = values.serialize(destination, value);
    Schema schema = values.schema();
    if (single == null || schema == null) {
      return single; // Several types on one topic, which only Auscult reads, keep their encoding.
    }
    int id = registry.id(topic, schema);
    int length = single.length - AvroSerde.HEADER_LENGTH;
    return ByteBuffer.allocate(HEADER_LENGTH + length)
        .put(MAGIC)
        .putInt(id)
        .put(single, AvroSerde.HEADER_LENGTH, length)
        .array();
  }

  @Override
  public @Nullable T deserialize(String source, byte @Nullable [] bytes) {
    if (bytes == null || !is(bytes)) {
      return values.deserialize(source, bytes);
    }
    int id = id(bytes);
    WrittenSchema written = registry.schema(id);
    if (written == null) {
      throw values.unreadable(
          source, "the schema registry has no Avro schema with its id %d".formatted(id), null);
    }
    return values.read(source, bytes, HEADER_LENGTH, written);
  }

  @Override
  public Serializer<T> serializer() {
    return this;
  }

  @Override
  public Deserializer<T> deserializer() {
    return this;
  }

  @Override
  public void configure(Map<String, ?> configs, boolean isKey) {}

  @Override
  public void close() {}
}
