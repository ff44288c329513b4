/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import io.auscult.contracts.SchemaRegistry.WrittenSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What released versions wrote is read, and they read what this one writes. */
class SchemaEvolutionTest {

  private static final int RECORDS = 200;
  private static final int CONFLUENT_HEADER = 5;
  private static final Map<String, Schema> PRESENT =
      WriterSchemas.bundled().stream()
          .collect(Collectors.toMap(Schema::getFullName, schema -> schema));

  static Stream<String> released() throws IOException {
    return WriterSchemas.history().keySet().stream().filter(path -> !path.startsWith("test-"));
  }

  static Stream<Schema> present() {
    return WriterSchemas.bundled().stream();
  }

  @ParameterizedTest
  @MethodSource("released")
  void shouldReadWhatAReleasedVersionWrote(String path) throws IOException {
    // Given
    Schema written = WriterSchemas.history().get(path);
    Schema expected = PRESENT.get(written.getFullName());
    AvroSerde<SpecificRecord> serde = serde(expected);
    WrittenSchema inRegistry =
        new WrittenSchema(written, SchemaNormalization.parsingFingerprint64(written));

    for (Object old : new RandomData(written, RECORDS, path.hashCode())) {
      byte[] record = encode(written, old);
      byte[] single = new BinaryMessageEncoder<>(GenericData.get(), written).encode(old).array();
      byte[] confluent = new byte[CONFLUENT_HEADER + record.length];
      System.arraycopy(record, 0, confluent, CONFLUENT_HEADER, record.length);

      // When
      SpecificRecord fromSingle = serde.deserialize("topic", single);
      SpecificRecord fromConfluent = serde.read("topic", confluent, CONFLUENT_HEADER, inRegistry);

      // Then
      Object resolved =
          new GenericDatumReader<>(written, expected)
              .read(null, DecoderFactory.get().binaryDecoder(record, null));
      byte[] again = serde.serialize("topic", fromSingle);
      assertThat(Arrays.copyOfRange(again, AvroSerde.HEADER_LENGTH, again.length))
          .isEqualTo(encode(expected, resolved));
      assertThat(fromConfluent).isEqualTo(fromSingle);
    }
  }

  @ParameterizedTest
  @MethodSource("released")
  void shouldBeReadByAReleasedVersion(String path) throws IOException {
    // Given
    Schema released = WriterSchemas.history().get(path);

    // When, then
    assertThat(
            SchemaCompatibility.checkReaderWriterCompatibility(
                    released, PRESENT.get(released.getFullName()))
                .getResult()
                .getIncompatibilities())
        .as("a consumer of that version meets what this one writes")
        .isEmpty();
  }

  /** Else a version would be released whose records no later one knows. */
  @ParameterizedTest
  @MethodSource("present")
  void shouldHaveEachSchemaOfThisVersionInTheHistory(Schema schema) throws IOException {
    assertThat(WriterSchemas.history().values())
        .extracting(SchemaNormalization::parsingFingerprint64)
        .as("copy schemas/%s.avsc to schemas/history, as its README says", schema.getName())
        .contains(SchemaNormalization.parsingFingerprint64(schema));
  }

  private static AvroSerde<SpecificRecord> serde(Schema schema) {
    try {
      Class<?> type = Class.forName(schema.getFullName());
      return AvroSerde.oneOf(List.of(type.asSubclass(SpecificRecord.class)));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] encode(Schema schema, Object record) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new GenericDatumWriter<>(schema).write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
