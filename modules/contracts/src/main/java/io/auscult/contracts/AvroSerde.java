/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import io.auscult.contracts.RecordReader.TrailingBytesException;
import io.auscult.contracts.SchemaRegistry.WrittenSchema;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Our records in Avro single-object encoding: the marker {@code C3 01}, the CRC-64-AVRO fingerprint
 * of the writer's schema (8 bytes, little-endian), the record in Avro's binary encoding.
 *
 * <p>Reads what this and every released version wrote. Bytes it cannot read are a {@link
 * SerializationException} whose message names the topic and what was found there. A null value
 * stays null (Kafka's tombstone). Thread-safe and without configuration.
 *
 * @param <T> the record type, or {@link SpecificRecord} where a topic holds several
 */
public final class AvroSerde<T extends SpecificRecord>
    implements Serde<T>, Serializer<T>, Deserializer<T> {

  private static final byte[] MARKER = {(byte) 0xC3, 0x01};
  static final int HEADER_LENGTH = MARKER.length + Long.BYTES;
  private static final int BYTES_SHOWN = 8;

  static {
    // Avro makes instances only of classes that somebody vouches for, and asks a JVM-wide list.
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(
            ClassSecurityValidator.getGlobal(), type -> type.getName().startsWith("io.auscult.")));
  }

  private final Map<String, RecordType<? extends T>> typesByName = new HashMap<>();
  private final Map<Long, RecordReader<? extends T>> readers = new ConcurrentHashMap<>();
  private final @Nullable Schema schema;

  private AvroSerde(List<Class<? extends T>> types) {
    schema = types.size() == 1 ? SpecificData.get().getSchema(types.get(0)) : null;
    for (Class<? extends T> type : types) {
      RecordType<? extends T> recordType = new RecordType<>(type);
      typesByName.put(recordType.schema.getFullName(), recordType);
      recordType.schema.getAliases().forEach(alias -> typesByName.put(alias, recordType));
      // Also of types that are no part of the contracts, such as the state of a pipeline.
      readers.put(
          SchemaNormalization.parsingFingerprint64(recordType.schema),
          recordType.readerOf(recordType.schema));
    }
  }

  /** The serde of a topic that holds one type of record. */
  public static <T extends SpecificRecord> AvroSerde<T> of(Class<T> type) {
    return new AvroSerde<>(List.of(type));
  }

  /** The serde of a topic that holds records of several types. */
  public static AvroSerde<SpecificRecord> oneOf(List<Class<? extends SpecificRecord>> types) {
    return new AvroSerde<>(types);
  }

  @Override
  public byte @Nullable [] serialize(String topic, @Nullable T value) {
    if (value == null) {
      return null;
    }
    RecordType<? extends T> type = typesByName.get(value.getSchema().getFullName());
    if (type == null) {
      throw new SerializationException(
          "%s holds %s, not %s".formatted(topic, typeNames(), value.getSchema().getName()));
    }
    return type.encode(topic, value);
  }

  @Override
  public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    return read(topic, bytes, HEADER_LENGTH, reader(topic, fingerprint(topic, bytes)));
  }

  /**
   * Reads what stands behind a header of whatever kind.
   *
   * @param written the schema that it was written with, ours or not
   */
  T read(String topic, byte[] bytes, int offset, WrittenSchema written) {
    RecordReader<? extends T> known = readers.get(written.fingerprint());
    return read(topic, bytes, offset, known == null ? reader(topic, written) : known);
  }

  private T read(String topic, byte[] bytes, int offset, RecordReader<? extends T> reader) {
    try {
      return reader.read(bytes, offset);
    } catch (TrailingBytesException e) {
      throw unreadable(topic, String.valueOf(e.getMessage()), e);
    } catch (EOFException e) {
      throw unreadable(topic, "the record is cut off after %d bytes".formatted(bytes.length), e);
    } catch (IOException | RuntimeException e) {
      throw unreadable(topic, "the record is corrupt (%s)".formatted(e.getMessage()), e);
    }
  }

  private long fingerprint(String topic, byte[] bytes) {
    if (RegistrySerde.is(bytes)) {
      throw unreadable(
          topic,
          "it is in Confluent wire format (schema id %d), which takes a schema registry: set %s"
              .formatted(RegistrySerde.id(bytes), RegistrySettings.URL),
          null);
    }
    if (bytes.length < HEADER_LENGTH) {
      throw unreadable(
          topic,
          "it is too short (%d bytes%s; the header alone has %d)"
              .formatted(bytes.length, bytes.length == 0 ? "" : ": " + hex(bytes), HEADER_LENGTH),
          null);
    }
    if (!Arrays.equals(bytes, 0, MARKER.length, MARKER, 0, MARKER.length)) {
      throw unreadable(
          topic,
          "it begins with %s, not with the marker c3 01 of Avro single-object encoding"
              .formatted(hex(bytes)),
          null);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(MARKER.length);
  }

  private RecordReader<? extends T> reader(String topic, long fingerprint) {
    RecordReader<? extends T> known = readers.get(fingerprint);
    if (known != null) {
      return known;
    }
    Schema written = WriterSchemas.KNOWN.find(fingerprint);
    if (written == null) {
      throw unreadable(
          topic,
          "its schema %016x is unknown (known: every released version of %s); a newer version of Auscult may have written it"
              .formatted(fingerprint, WriterSchemas.KNOWN.recordNames()),
          null);
    }
    return reader(topic, new WrittenSchema(written, fingerprint));
  }

  private RecordReader<? extends T> reader(String topic, WrittenSchema written) {
    RecordType<? extends T> type = typesByName.get(written.schema().getFullName());
    if (type == null) {
      throw unreadable(topic, "it is a " + written.schema().getName(), null);
    }
    RecordReader<? extends T> reader = type.readerOf(written.schema());
    readers.put(written.fingerprint(), reader);
    return reader;
  }

  /** The schema of what is written; null if there are several. */
  @Nullable Schema schema() {
    return schema;
  }

  SerializationException unreadable(String topic, String found, @Nullable Exception cause) {
    return new SerializationException(
        "A value on %s is not a readable %s: %s".formatted(topic, typeNames(), found), cause);
  }

  private String typeNames() {
    return typesByName.values().stream()
        .map(type -> type.schema.getName())
        .distinct()
        .sorted()
        .collect(Collectors.joining(" or "));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes, 0, Math.min(bytes.length, BYTES_SHOWN));
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

  /** One of our record types in its present version. */
  private static final class RecordType<T extends SpecificRecord> {
    private final SpecificData model;
    private final Schema schema;
    private final BinaryMessageEncoder<SpecificRecord> encoder;

    RecordType(Class<T> type) {
      model = SpecificData.getForClass(type);
      schema = model.getSchema(type);
      encoder = new BinaryMessageEncoder<>(model, schema);
    }

    byte[] encode(String topic, SpecificRecord value) {
      try {
        return encoder.encode(value).array();
      } catch (IOException | RuntimeException e) {
        throw new SerializationException(
            "Cannot write a %s to %s: %s".formatted(schema.getName(), topic, e.getMessage()), e);
      }
    }

    RecordReader<T> readerOf(Schema written) {
      return new RecordReader<>(written, schema, model);
    }
  }
}
