/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * docker/compose.yaml as {@code docker compose up} reads it: without a profile, and with the
 * default of each variable.
 *
 * @param folder that its paths are relative to
 * @param services by name, in the order of the file
 */
record ComposeFile(Path folder, Map<String, ComposeService> services) {

  /** As seen from this module, where Maven runs the tests. */
  static final Path ROOT = Path.of("../..").toAbsolutePath().normalize();

  private static final Pattern WITH_DEFAULT = Pattern.compile("\\$\\{[A-Z_]+:-([^}]*)}");

  static ComposeFile read() throws IOException {
    return read("compose.yaml");
  }

  /** Another file of that folder, which is laid over it. */
  static ComposeFile read(String name) throws IOException {
    Path file = ROOT.resolve("docker").resolve(name);
    String text = WITH_DEFAULT.matcher(Files.readString(file)).replaceAll("$1");
    Object yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    JsonNode services = new ObjectMapper().<JsonNode>valueToTree(yaml).get("services");
    Map<String, ComposeService> read = new LinkedHashMap<>();
    services
        .properties()
        .forEach(
            entry ->
                read.put(entry.getKey(), new ComposeService(entry.getKey(), entry.getValue())));
    return new ComposeFile(file.getParent(), read);
  }
}
