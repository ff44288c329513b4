/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;
import picocli.CommandLine.TypeConversionException;

/**
 * A part of a YAML file that has keys. All that is wrong with it is told with the file and the path
 * of the setting, for example {@code gateway.yaml: sources[2].file.play must be one of ...}.
 *
 * <p>A value is taken by its key; each method throws {@link ConfigurationException} if what is
 * there cannot be taken so. A key without a value is a mistake, not a default.
 */
public final class YamlSection {

  private final String file;
  private final String path;
  private final Map<String, Object> values;

  private YamlSection(String file, String path, Map<String, Object> values) {
    this.file = file;
    this.path = path;
    this.values = values;
  }

  /**
   * Reads a whole file.
   *
   * @throws ConfigurationException if it is no YAML, or no keys with values
   * @throws IOException if it cannot be read; the exception says which file
   */
  public static YamlSection read(Path file) throws IOException {
    String text = Files.readString(file);
    try {
      Object root = yaml().load(text);
      if (root == null) {
        return new YamlSection(file.toString(), "", Map.of());
      }
      if (root instanceof Map<?, ?> keys) {
        return new YamlSection(file.toString(), "", byName(keys));
      }
    } catch (MarkedYAMLException e) {
      throw new ConfigurationException(
          "%s line %d column %d: %s"
              .formatted(
                  file,
                  e.getProblemMark().getLine() + 1,
                  e.getProblemMark().getColumn() + 1,
                  e.getProblem()));
    } catch (YAMLException e) {
      throw new ConfigurationException(
          file + ": " + String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " "));
    }
    throw new ConfigurationException(file + ": must hold keys with values, like 'name: value'");
  }

  /** Lists, keys with values, and texts as they are written: {@code NO} and {@code 007} are ids. */
  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    DumperOptions unused = new DumperOptions();
    return new Yaml(
        new SafeConstructor(options), new Representer(unused), unused, options, new TextsOnly());
  }

  private static final class TextsOnly extends Resolver {
    @Override
    protected void addImplicitResolvers() {}
  }

  private static Map<String, Object> byName(Map<?, ?> keys) {
    Map<String, Object> values = new LinkedHashMap<>();
    keys.forEach((key, value) -> values.put(String.valueOf(key), value));
    return values;
  }

  /**
   * Replaces values by others that have precedence.
   *
   * @param others by path: {@code name}, or section and key, as {@code http.port}
   */
  public YamlSection with(Map<String, String> others) {
    Map<String, Object> changed = new LinkedHashMap<>(values);
    others.forEach(
        (key, value) -> {
          String[] steps = key.split("\\.", 2);
          if (steps.length == 1) {
            changed.put(key, value);
          } else {
            Map<String, Object> inner =
                changed.get(steps[0]) instanceof Map<?, ?> section
                    ? byName(section)
                    : new LinkedHashMap<>();
            inner.put(steps[1], value);
            changed.put(steps[0], inner);
          }
        });
    return new YamlSection(file, path, changed);
  }

  /**
   * Refuses all other keys, so that none with a slip of the pen is passed over.
   *
   * @return this
   */
  public YamlSection only(String... keys) {
    List<String> known = Arrays.asList(keys);
    values.keySet().forEach(key -> requireKnown(key, known));
    return this;
  }

  private void requireKnown(String key, List<String> known) {
    if (!known.contains(key)) {
      String meant =
          NearestName.of(key, known)
              .map(name -> "did you mean " + name + "?")
              .orElse("there are " + String.join(", ", known));
      throw refused(key, "is no setting: " + meant);
    }
  }

  /** Whether the key is there. */
  public boolean has(String key) {
    return values.containsKey(key);
  }

  /** Whether there is a list. */
  public boolean hasList(String key) {
    return values.get(key) instanceof List;
  }

  /** Whether there are keys with values. */
  public boolean hasSection(String key) {
    return values.get(key) instanceof Map;
  }

  /**
   * Makes a value of what was read here.
   *
   * @param maker may throw {@link IllegalArgumentException} with a message that begins with the
   *     key: it becomes that of the file and the path
   */
  public <T> T make(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw new ConfigurationException(
          file
              + ": "
              + (path.isEmpty() ? "" : path + ".")
              + message.replaceAll("\\s*\\R\\s*", " "));
    }
  }

  /** Text that must be there. */
  public String text(String key) {
    if (!has(key)) {
      throw refused(key, "is missing");
    }
    return scalar(key, values.get(key));
  }

  /** Text, or the default. */
  public String text(String key, String absent) {
    return has(key) ? text(key) : absent;
  }

  /** Text, or null. */
  public @Nullable String optionalText(String key) {
    return has(key) ? text(key) : null;
  }

  /** A whole number that must be there. */
  public int integer(String key) {
    return integerOf(key, text(key));
  }

  private int integerOf(String key, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw refused(key, "must be a whole number, is '" + text + "'");
    }
  }

  /** A whole number, or the default. */
  public int integer(String key, int absent) {
    return has(key) ? integer(key) : absent;
  }

  /** A number, or the default. */
  public double number(String key, double absent) {
    if (!has(key)) {
      return absent;
    }
    String text = text(key);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw refused(key, "must be a number, is '" + text + "'");
    }
  }

  /** A length of time with its unit, or the default. */
  public Duration duration(String key, Duration absent) {
    return has(key) ? converted(key, () -> new DurationConverter().convert(text(key))) : absent;
  }

  /** Bytes with their unit, or the default. */
  public long bytes(String key, long absent) {
    return has(key) ? converted(key, () -> new ByteSizeConverter().convert(text(key))) : absent;
  }

  private <T> T converted(String key, Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (TypeConversionException e) {
      throw refused(key, String.valueOf(e.getMessage()));
    }
  }

  /** One of the constants, in upper or lower case. */
  public <E extends Enum<E>> E choice(String key, Class<E> constants) {
    String text = text(key);
    for (E constant : constants.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    String names =
        Arrays.stream(constants.getEnumConstants())
            .map(Enum::name)
            .collect(Collectors.joining(", "));
    throw refused(key, "must be one of %s, is '%s'".formatted(names, text));
  }

  /** One of the constants, in upper or lower case, or the default. */
  public <E extends Enum<E>> E choice(String key, E absent) {
    return has(key) ? choice(key, absent.getDeclaringClass()) : absent;
  }

  /** A list of texts; empty if it is not there. */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Object value : list(key)) {
      texts.add(scalar(key + "[" + texts.size() + "]", value));
    }
    return texts;
  }

  /** A list of whole numbers; empty if it is not there. */
  public List<Integer> integers(String key) {
    List<Integer> integers = new ArrayList<>();
    for (String text : texts(key)) {
      integers.add(integerOf(key + "[" + integers.size() + "]", text));
    }
    return integers;
  }

  /** A section; empty if it is not there. */
  public YamlSection section(String key) {
    return section(key, has(key) ? values.get(key) : Map.of());
  }

  /** A list of sections; empty if it is not there. */
  public List<YamlSection> sections(String key) {
    List<YamlSection> sections = new ArrayList<>();
    for (Object value : list(key)) {
      sections.add(section(key + "[" + sections.size() + "]", value));
    }
    return sections;
  }

  /** All keys with their values as texts, in the file's order. */
  public Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    values.forEach((key, value) -> entries.put(key, scalar(key, value)));
    return entries;
  }

  private YamlSection section(String key, @Nullable Object value) {
    if (value instanceof Map<?, ?> keys) {
      return new YamlSection(file, path(key), byName(keys));
    }
    throw refused(key, "must hold keys with values, is " + kind(value));
  }

  private List<?> list(String key) {
    if (!has(key)) {
      return List.of();
    }
    Object value = values.get(key);
    if (value instanceof List<?> list) {
      return list;
    }
    throw refused(key, "must be a list, is " + kind(value));
  }

  private String scalar(String key, @Nullable Object value) {
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw refused(key, "must be one value, is " + kind(value));
  }

  /** Without the value, which may be secret. */
  private static String kind(@Nullable Object value) {
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof Map) {
      return "keys with values";
    }
    return value == null || value.toString().isBlank() ? "empty" : "one value";
  }

  /** What to throw about the value of a key. */
  public ConfigurationException refused(String key, String fault) {
    return new ConfigurationException(file + ": " + path(key) + " " + fault);
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
