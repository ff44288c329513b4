/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console.api;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The OpenAPI document of the operations, made from them, so that it cannot lie. */
final class OpenApi {

  private static final Pattern PATH_PARAMETER = Pattern.compile("\\{(\\w+)}");

  private final Map<String, Object> schemas = new LinkedHashMap<>();

  private OpenApi() {}

  static Map<String, Object> document(List<Operation> operations) {
    OpenApi api = new OpenApi();
    Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
    for (Operation operation : operations) {
      paths
          .computeIfAbsent(operation.fullPath(), any -> new LinkedHashMap<>())
          .put(operation.method().name().toLowerCase(Locale.ROOT), api.describe(operation));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.0.3");
    document.put(
        "info",
        Map.of(
            "title", "Auscult console",
            "version", "1",
            "license", Map.of("name", "GPL-3.0-or-later")));
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "schemas",
            api.schemas,
            "securitySchemes",
            Map.of(
                "token", Map.of("type", "http", "scheme", "bearer"),
                "session", Map.of("type", "apiKey", "in", "cookie", "name", Guard.COOKIE))));
    return document;
  }

  private Map<String, Object> describe(Operation operation) {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("summary", operation.summary());
    description.put("operationId", operationId(operation));
    description.put("parameters", parameters(operation));
    Class<?> request = operation.request();
    if (request != null) {
      description.put("requestBody", Map.of("required", true, "content", json(request)));
    }
    Class<?> response = operation.response();
    Map<String, Object> content =
        response == null
            ? Map.of(
                operation.contentType(),
                Map.of("schema", Map.of("type", "string", "format", "binary")))
            : json(response);
    description.put(
        "responses",
        Map.of(
            "200", Map.of("description", "Done.", "content", content),
            "default",
                Map.of(
                    "description",
                    "It could not be; error says why in one line.",
                    "content",
                    json(ErrorJson.class))));
    description.put(
        "security",
        operation.role() == null
            ? List.of()
            : List.of(Map.of("token", List.of()), Map.of("session", List.of())));
    return description;
  }

  private static String operationId(Operation operation) {
    return operation.name().replaceAll("[{}.]", "").replaceAll("[ /]", "-");
  }

  private static List<Map<String, Object>> parameters(Operation operation) {
    List<Map<String, Object>> parameters = new ArrayList<>();
    Matcher inPath = PATH_PARAMETER.matcher(operation.path());
    while (inPath.find()) {
      parameters.add(parameter(inPath.group(1), "path", true));
    }
    for (String name : operation.parameters()) {
      boolean required = name.endsWith("*");
      parameters.add(
          parameter(required ? name.substring(0, name.length() - 1) : name, "query", required));
    }
    return parameters;
  }

  private static Map<String, Object> parameter(String name, String in, boolean required) {
    return Map.of("name", name, "in", in, "required", required, "schema", Map.of("type", "string"));
  }

  private Map<String, Object> json(Class<?> type) {
    return Map.of(Operation.JSON, Map.of("schema", schema(type)));
  }

  private Map<String, Object> schema(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      return generic.getRawType() == List.class
          ? Map.of("type", "array", "items", schema(last))
          : Map.of("type", "object", "additionalProperties", schema(last));
    }
    Class<?> raw = (Class<?>) type;
    if (raw.isArray()) {
      return Map.of("type", "array", "items", schema(raw.getComponentType()));
    }
    if (raw.isRecord()) {
      return reference(raw);
    }
    return switch (raw.getSimpleName()) {
      case "boolean", "Boolean" -> Map.of("type", "boolean");
      case "int", "Integer", "long", "Long" -> Map.of("type", "integer");
      case "double", "Double", "float", "Float" -> Map.of("type", "number", "nullable", true);
      case "Instant" -> Map.of("type", "string", "format", "date-time", "nullable", true);
      default -> Map.of("type", "string", "nullable", true);
    };
  }

  private Map<String, Object> reference(Class<?> type) {
    String name = type.getSimpleName().replaceAll("Json$", "");
    if (!schemas.containsKey(name)) {
      Map<String, Object> properties = new LinkedHashMap<>();
      schemas.put(name, Map.of("type", "object", "properties", properties));
      for (RecordComponent component : type.getRecordComponents()) {
        properties.put(component.getName(), schema(component.getGenericType()));
      }
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }
}
