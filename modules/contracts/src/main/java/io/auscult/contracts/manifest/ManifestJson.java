/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The manifest as JSON: fields in the order of the records, the same bytes on every platform. */
public final class ManifestJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          // The JDK's own shortest form of a double differs between JDK 17 and 21.
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final ObjectWriter WRITER =
      MAPPER.writer(
          new DefaultPrettyPrinter()
              .withObjectIndenter(new DefaultIndenter("  ", "\n"))
              .withArrayIndenter(new DefaultIndenter("  ", "\n")));

  private static final String SHRINKAGE = "shrinkage";
  private static final double UNWRITTEN_SHRINKAGE = 1;

  private ManifestJson() {}

  /** The manifest as indented JSON that ends in a line feed. */
  public static String write(ModelManifest manifest) {
    try {
      JsonNode tree = MAPPER.valueToTree(manifest);
      leaveOutShrinkage(tree);
      return WRITER.writeValueAsString(tree) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A manifest could not be written as JSON", e);
    }
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws ManifestException if the text is not JSON, its format version is not {@value
   *     ModelManifest#FORMAT}, a field is missing, unknown or out of range; one line that says
   *     which
   */
  public static ModelManifest read(String json) throws ManifestException {
    try {
      JsonNode tree = MAPPER.readTree(json);
      JsonNode version = tree.path("formatVersion");
      if (!version.isInt()) {
        throw new ManifestException("it has no formatVersion: not a model manifest");
      }
      if (version.intValue() != ModelManifest.FORMAT) {
        throw new ManifestException(
            "its format version is "
                + version.intValue()
                + ", this Auscult reads version "
                + ModelManifest.FORMAT
                + ": use the Auscult that wrote it, or train again");
      }
      fillInShrinkage(tree);
      return MAPPER.treeToValue(tree, ModelManifest.class);
    } catch (ValueInstantiationException e) {
      throw new ManifestException(firstLine(e.getCause()), e);
    } catch (JsonMappingException e) {
      String path =
          e.getPath().stream()
              .map(JsonMappingException.Reference::getFieldName)
              .filter(Objects::nonNull)
              .collect(Collectors.joining("."));
      throw new ManifestException(path + ": " + oneLine(e), e);
    } catch (JsonProcessingException e) {
      throw new ManifestException(oneLine(e), e);
    }
  }

  // Band statistics once had no shrinkage and meant one of 1. That is still not written, so that
  // the manifests from then keep their bytes.

  private static void fillInShrinkage(JsonNode manifest) {
    for (JsonNode statistics : bandStatistics(manifest)) {
      if (!statistics.has(SHRINKAGE)) {
        ((ObjectNode) statistics).put(SHRINKAGE, UNWRITTEN_SHRINKAGE);
      }
    }
  }

  private static void leaveOutShrinkage(JsonNode manifest) {
    for (JsonNode statistics : bandStatistics(manifest)) {
      if (statistics.path(SHRINKAGE).doubleValue() == UNWRITTEN_SHRINKAGE) {
        ((ObjectNode) statistics).remove(SHRINKAGE);
      }
    }
  }

  private static List<JsonNode> bandStatistics(JsonNode manifest) {
    return manifest.path("scorer").findParents("floorDb");
  }

  private static String oneLine(JsonProcessingException e) {
    return e.getOriginalMessage().lines().findFirst().orElse("not JSON");
  }

  private static String firstLine(@Nullable Throwable cause) {
    if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
      return cause.getMessage().lines().findFirst().orElse("");
    }
    return "a value is null that must be set";
  }
}
