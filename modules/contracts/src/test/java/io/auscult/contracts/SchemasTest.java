/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SchemasTest {

  private static final Path SCHEMAS = Path.of("../../schemas");

  @TestFactory
  Stream<DynamicTest> shouldReadWhatEveryReleasedSchemaWrote() throws IOException {
    Map<String, Schema> present =
        WriterSchemas.bundled().stream()
            .collect(Collectors.toMap(Schema::getFullName, schema -> schema));
    return WriterSchemas.history().entrySet().stream()
        .map(
            released ->
                DynamicTest.dynamicTest(
                    released.getKey(),
                    () -> {
                      Schema writer = released.getValue();
                      Schema reader = present.get(writer.getFullName());
                      assertThat(reader).as("present version").isNotNull();
                      assertThat(
                              SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                                  .getResult()
                                  .getIncompatibilities())
                          .isEmpty();
                    }));
  }

  @Test
  void shouldNameEveryReleasedSchemaInTheIndex() throws IOException {
    // Given
    Path history = SCHEMAS.resolve("history");

    // When
    List<String> index =
        Files.readString(history.resolve("index")).lines().filter(l -> !l.isBlank()).toList();

    // Then
    assertThat(index).containsExactlyInAnyOrderElementsOf(schemaFiles(history));
  }

  @Test
  void shouldReadEverySchemaOfThisVersion() throws IOException {
    // Given
    List<String> files =
        schemaFiles(SCHEMAS).stream().filter(path -> !path.startsWith("history/")).toList();

    // When
    List<String> bundled =
        WriterSchemas.bundled().stream().map(schema -> schema.getName() + ".avsc").toList();

    // Then
    assertThat(bundled).containsExactlyInAnyOrderElementsOf(files);
  }

  @Test
  void shouldGiveEveryEnumADefaultSymbol() {
    assertThat(WriterSchemas.bundled().stream().flatMap(SchemasTest::enums))
        .isNotEmpty()
        .allSatisfy(type -> assertThat(type.getEnumDefault()).as(type.getName()).isNotNull());
  }

  @Test
  void shouldNoticeASchemaThatCannotBeRead() {
    // Given: the check above has nothing released to look at yet
    Schema writer =
        new Schema.Parser()
            .parse(
                "{\"type\":\"record\",\"name\":\"ModelPart\",\"namespace\":\"io.auscult.contracts\",\"fields\":[]}");

    // When, then
    assertThat(
            SchemaCompatibility.checkReaderWriterCompatibility(ModelPart.getClassSchema(), writer)
                .getType())
        .isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
  }

  private static Stream<Schema> enums(Schema schema) {
    return switch (schema.getType()) {
      case ENUM -> Stream.of(schema);
      case RECORD -> schema.getFields().stream().flatMap(field -> enums(field.schema()));
      case ARRAY -> enums(schema.getElementType());
      case UNION -> schema.getTypes().stream().flatMap(SchemasTest::enums);
      default -> Stream.of();
    };
  }

  private static List<String> schemaFiles(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".avsc"))
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .toList();
    }
  }
}
