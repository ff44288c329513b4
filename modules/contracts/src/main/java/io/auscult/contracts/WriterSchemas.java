/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that a record may have been written with, by their CRC-64-AVRO fingerprint: those of
 * this version and every released one.
 *
 * <p>Released schemas are class path resources under {@code io/auscult/contracts/history}, named by
 * the lines of the {@code index} beside them: a class path cannot be listed reliably.
 */
final class WriterSchemas {

  static final WriterSchemas KNOWN = load();

  private static final String HISTORY = "io/auscult/contracts/history/";

  private final Map<Long, Schema> byFingerprint = new HashMap<>();

  private WriterSchemas() {}

  private static WriterSchemas load() {
    WriterSchemas schemas = new WriterSchemas();
    bundled().forEach(schemas::add);
    try {
      history().values().forEach(schemas::add);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the released schemas on the class path", e);
    }
    return schemas;
  }

  /** The schemas of this version. */
  static List<Schema> bundled() {
    return List.of(
        AudioChunk.getClassSchema(),
        WindowScore.getClassSchema(),
        AnomalyEvent.getClassSchema(),
        SensorHealth.getClassSchema(),
        MachineSettings.getClassSchema(),
        Label.getClassSchema(),
        Clip.getClassSchema(),
        ModelPart.getClassSchema(),
        ModelRelease.getClassSchema(),
        ModelAlias.getClassSchema());
  }

  /** The released schemas by their path under the history folder. */
  static Map<String, Schema> history() throws IOException {
    ClassLoader loader = WriterSchemas.class.getClassLoader();
    Map<String, Schema> schemas = new HashMap<>();
    for (URL index : Collections.list(loader.getResources(HISTORY + "index"))) {
      for (String path : text(index).lines().filter(line -> !line.isBlank()).toList()) {
        URL file = loader.getResource(HISTORY + path);
        if (file == null) {
          throw new IOException(index + " names " + path + ", which is not on the class path");
        }
        schemas.put(path, new Schema.Parser().parse(text(file)));
      }
    }
    return schemas;
  }

  private static String text(URL resource) throws IOException {
    try (InputStream in = resource.openStream()) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private void add(Schema schema) {
    byFingerprint.put(SchemaNormalization.parsingFingerprint64(schema), schema);
  }

  @Nullable Schema find(long fingerprint) {
    return byFingerprint.get(fingerprint);
  }

  /** The names of all known records, for messages. */
  String recordNames() {
    TreeSet<String> names = new TreeSet<>();
    byFingerprint.values().forEach(schema -> names.add(schema.getName()));
    return String.join(", ", names);
  }
}
