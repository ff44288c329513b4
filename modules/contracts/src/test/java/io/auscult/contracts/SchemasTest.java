/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class SchemasTest {

  private static final Path SCHEMAS = Path.of("../../schemas");

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
