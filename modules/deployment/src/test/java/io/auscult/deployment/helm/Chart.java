/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.Yaml;

/**
 * The chart in a folder.
 *
 * @param folder that has Chart.yaml
 */
record Chart(Path folder) {

  static final String RELEASE = "auscult";

  /** Stands before the names of annotations that would make hooks of objects. */
  static final String NO_HOOK = "no-hook.";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The folder of the whole project. */
  static Path root() {
    return Path.of("").toAbsolutePath().getParent().getParent();
  }

  /** The one that is delivered. */
  static Chart ours() {
    return new Chart(root().resolve("helm/auscult"));
  }

  /** A file with values for a test, in ci/. */
  static Path values(String name) {
    return ours().folder().resolve("ci").resolve(name);
  }

  /** The names of all files in ci/. */
  static Stream<String> valuesFiles() throws IOException {
    try (Stream<Path> files = Files.list(ours().folder().resolve("ci"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    }
  }

  Helm helm() {
    return new Helm(folder);
  }

  /** What is made of the values of a file in ci/, hooks included. */
  static List<Manifest> render(String valuesFile) {
    return render(values(valuesFile), Map.of());
  }

  /**
   * What is made of a file with values and some more, which go before it; hooks included.
   *
   * @throws RuntimeException with Helm's message if it refuses
   */
  static List<Manifest> render(Path values, Map<String, ?> more) {
    return Copy.OF_OURS.manifests(values, more);
  }

  /** What is made of a file with values and some more; Helm as a library leaves hooks out. */
  List<Manifest> manifests(Path values, Map<String, ?> more) {
    TemplateCommand template =
        helm()
            .template()
            .withName(RELEASE)
            .withNamespace("plant")
            .withKubeVersion("1.27.0")
            .withValuesFile(values);
    more.forEach(template::set);
    Iterable<Object> documents = new Yaml().loadAll(template.call());
    return StreamSupport.stream(documents.spliterator(), false)
        .filter(Objects::nonNull)
        .map(document -> new Manifest(JSON.<JsonNode>valueToTree(document)))
        .toList();
  }

  /** The same chart elsewhere, but what is a hook here is an ordinary object there. */
  Chart copyTo(Path target) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.toList()) {
        Path copy = target.resolve(folder.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else if (file.startsWith(folder.resolve("templates"))) {
          Files.writeString(
              copy, Files.readString(file).replace("helm.sh/hook", NO_HOOK + "helm.sh/hook"));
        } else {
          Files.copy(file, copy);
        }
      }
    }
    return new Chart(target);
  }

  /** Made once for all tests. */
  private static final class Copy {
    static final Chart OF_OURS = make();

    private static Chart make() {
      try {
        return ours().copyTo(Files.createTempDirectory("chart").resolve("auscult"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
