/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.fabric8.openshift.api.model.monitoring.v1.PodMonitor;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.kubernetes.client.openapi.JSON;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;

/**
 * Whether a manifest is what Kubernetes takes.
 *
 * <p>The classes of Kubernetes' own Java client are generated from the API server's OpenAPI
 * document. They refuse unknown fields and want those that are required; numbers and booleans are
 * held against their types when the object is read. The Prometheus Operator's objects are not in
 * that document: for them fabric8's classes have to do, made from its custom resource definitions.
 * These know fields and types, but not what is required.
 */
final class KubernetesSchemas {

  private static final String MODELS = "io.kubernetes.client.openapi.models.V1";

  private static final Map<String, Class<?>> CUSTOM =
      Map.of("PodMonitor", PodMonitor.class, "PrometheusRule", PrometheusRule.class);

  private static final ObjectMapper STRICT =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private KubernetesSchemas() {}

  /**
   * Checks.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static void check(JsonNode manifest) {
    String kind = manifest.path("kind").asText();
    Class<?> custom = CUSTOM.get(kind);
    if (custom != null) {
      checkCustom(manifest, custom);
    } else {
      checkOwn(manifest, kind);
    }
  }

  private static void checkOwn(JsonNode manifest, String kind) {
    JsonElement json = JsonParser.parseString(manifest.toString());
    try {
      Class<?> model = Class.forName(MODELS + kind);
      model.getMethod("validateJsonElement", JsonElement.class).invoke(null, json);
      var unused = JSON.getGson().fromJson(json, model);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(kind + ": " + e.getCause().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("there is no schema of " + kind, e);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(kind + ": " + e.getMessage(), e);
    }
  }

  /** Unknown fields are kept beside the others: they come back, so they are found by comparing. */
  private static void checkCustom(JsonNode manifest, Class<?> model) {
    try {
      Object read = STRICT.treeToValue(manifest, model);
      refuseUnknown(read, STRICT.valueToTree(read), model.getSimpleName());
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(model.getSimpleName() + ": " + e.getOriginalMessage(), e);
    }
  }

  private static void refuseUnknown(Object read, JsonNode json, String where) {
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (additional(read).containsKey(name)) {
                throw new IllegalArgumentException(where + ": unknown field " + name);
              }
            });
    json.properties()
        .forEach(
            field -> {
              Object part = part(read, field.getKey());
              String path = where + "." + field.getKey();
              if (part instanceof Iterable<?> parts) {
                int i = 0;
                for (Object one : parts) {
                  refuseUnknown(one, field.getValue().path(i++), path);
                }
              } else if (part != null) {
                refuseUnknown(part, field.getValue(), path);
              }
            });
  }

  private static Map<?, ?> additional(Object read) {
    return part(read, "additionalProperties") instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Object part(Object read, String name) {
    try {
      String getter =
          "get" + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1);
      return read.getClass().getMethod(getter).invoke(read);
    } catch (ReflectiveOperationException e) {
      return null; // A map or a plain value: it has no parts of its own.
    }
  }
}
