/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.cli.OneLine;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.manifest.CalibrationSpec;
import io.auscult.contracts.manifest.ClassSpec;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.MachineSpec;
import io.auscult.contracts.manifest.ModelManifest;
import io.auscult.contracts.manifest.NetworkSpec;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.detector.ModelBundle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult model show}. */
@Command(
    name = "show",
    description = "Verifies a bundle, a file or a release, and shows what its manifest says.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Example:",
      "  auscult model show model.zip",
      "  auscult model show champion --bootstrap-servers localhost:9092"
    })
final class ModelShowCommand implements Callable<Integer> {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Parameters(
      paramLabel = "MODEL",
      description =
          "The bundle's file or, where there is none of that name, a release: its id, or champion, challenger, previous.")
  private String model = "";

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(names = "--json", description = "The whole manifest in one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    ModelBundle bundle = read();
    if (json) {
      JsonOutput.print(
          Map.of(
              "model",
              model,
              "bytes",
              bundle.toBytes().length,
              "sha256",
              bundle.sha256(),
              "manifest",
              bundle.manifest()));
    } else {
      print(bundle);
    }
    return 0;
  }

  private ModelBundle read() throws Exception {
    boolean isPath = model.endsWith(".zip") || model.contains("/");
    if (isPath || Files.exists(Path.of(model))) {
      return ModelBundle.read(Path.of(model));
    }
    ModelReleases releases = new ModelReleases(kafka.clientSettings(), KafkaOptions.PATIENCE);
    ModelRelease release =
        releases
            .catalog()
            .find(model)
            .orElseThrow(
                () ->
                    new CommandFailedException(
                        "%s: there is no such file, and no such release on auscult.models"
                            .formatted(OneLine.of(model))));
    return ModelBundle.read(releases.fetch(release), release.getRelease());
  }

  private static void print(ModelBundle bundle) {
    ModelManifest manifest = bundle.manifest();
    line("model", manifest.modelVersion());
    line("size", "%.1f kB".formatted(bundle.toBytes().length / 1e3));
    line("SHA-256", bundle.sha256());
    line("recipe", "%s, seed %d".formatted(manifest.recipe(), manifest.seed()));
    line("front-end", frontEnd(manifest.frontEnd()));
    line("windows", windows(manifest.window(), manifest.frontEnd()));
    for (NetworkSpec network : manifest.networks()) {
      ObjectNode node = MAPPER.valueToTree(network);
      node.remove("classes");
      line("network", "%s, %d classes".formatted(words(node), network.classes().size()));
    }
    line("scorer", words(MAPPER.valueToTree(manifest.scorer())));
    manifest
        .metrics()
        .forEach((name, value) -> line(name, String.format(Locale.ROOT, "%.4g", value)));
    line("sound", "SHA-256 " + manifest.dataFingerprint());
    manifest.entries().forEach((name, sha) -> line(name, "SHA-256 " + sha));
    printMachines(manifest);
  }

  private static void line(String name, String value) {
    System.out.printf("%-24s %s%n", name, value);
  }

  private static String frontEnd(FrontEndSpec spec) {
    return "%d Hz, %s frames of %d samples every %d, %d mel bands from %.0f to %.0f Hz"
        .formatted(
            spec.sampleRate(),
            spec.centered() ? "centred" : "streaming",
            spec.frameLength(),
            spec.hop(),
            spec.melBands(),
            spec.minHz(),
            spec.maxHz());
  }

  private static String windows(WindowSpec window, FrontEndSpec frontEnd) {
    double frameSeconds = (double) frontEnd.hop() / frontEnd.sampleRate();
    return String.format(
        Locale.ROOT,
        "%d frames (%.2f s) every %d (%.2f s), %d smoothed to decide",
        window.frames(),
        window.frames() * frameSeconds,
        window.hop(),
        window.hop() * frameSeconds,
        window.smoothing());
  }

  /** A specification as words: its kind, then its settings. */
  private static String words(JsonNode node) {
    List<String> words = new ArrayList<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      String name = field.getKey();
      JsonNode value = field.getValue();
      if (name.equals("kind") || name.equals("network")) {
        words.add(value.asText());
      } else if (value.isObject()) {
        words.add("%s (%s)".formatted(name, words(value)));
      } else {
        String spaced = name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
        words.add(spaced + " " + value.asText());
      }
    }
    return String.join(", ", words);
  }

  private static void printMachines(ModelManifest manifest) {
    System.out.printf("%n%-24s %-12s %-24s %s%n", "machine", "type", "class", "threshold");
    for (MachineSpec machine : manifest.machines()) {
      CalibrationSpec calibration =
          manifest.modelClass(machine.modelClass()).map(ClassSpec::calibration).orElse(null);
      System.out.printf(
          "%-24s %-12s %-24s %s%n",
          machine.id(),
          machine.type(),
          machine.modelClass(),
          calibration == null
              ? "none"
              : String.format(Locale.ROOT, "%.4g", calibration.threshold()));
    }
  }
}
