/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model;

import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;
import static io.auscult.contracts.release.ReleaseCatalog.PREVIOUS;

import io.auscult.cli.CommandFailedException;
import io.auscult.cli.JsonOutput;
import io.auscult.contracts.ModelAlias;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ReleaseCatalog;
import io.auscult.detector.ModelBundle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult model}. */
@Command(
    name = "model",
    description =
        "Model bundles as files, and as releases on Kafka, which pipelines are to follow.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      ModelShowCommand.class,
      ModelImportCommand.class,
      ModelCompareCommand.class,
      ModelPromoteCommand.class
    },
    footer = {"", "Example:", "  auscult model show model.zip"})
public final class ModelCommand {

  /** What a release can be published as. */
  private enum Role {
    CHAMPION,
    CHALLENGER
  }

  @Command(
      name = "publish",
      description = "Publishes a bundle as a release on auscult.models.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult model publish model.zip --as challenger"})
  int publish(
      @Mixin ReleaseOptions options,
      @Parameters(paramLabel = "FILE", description = "The bundle.") Path file,
      @Option(
              names = "--as",
              paramLabel = "ROLE",
              description = "Also as ${COMPLETION-CANDIDATES}.")
          @Nullable Role role)
      throws Exception {
    ModelBundle bundle = ModelBundle.read(file);
    ModelRelease release =
        options
            .releases()
            .publish(
                bundle.toBytes(),
                ManifestJson.write(bundle.manifest()),
                bundle.manifest().modelVersion(),
                options.by(),
                role == null ? null : role.name().toLowerCase(Locale.ROOT));
    print(options, release, "published");
    return 0;
  }

  @Command(
      name = "list",
      description = "The releases, the latest first, and what points at them.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult model list"})
  int list(@Mixin ReleaseOptions options) throws Exception {
    ReleaseCatalog catalog = options.releases().catalog();
    List<ModelRelease> latestFirst = new ArrayList<>(catalog.releases().values());
    latestFirst.sort((a, b) -> b.getPublishedAt().compareTo(a.getPublishedAt()));
    if (options.json()) {
      JsonOutput.print(
          Map.of(
              "releases", latestFirst.stream().map(release -> fields(release, catalog)).toList()));
    } else if (latestFirst.isEmpty()) {
      System.err.println("nothing is published yet: auscult model publish FILE --as champion");
    }
    if (!options.json()) {
      for (ModelRelease release : latestFirst) {
        System.out.printf(
            "%-40s %9.1f kB  %s  by %-12s %s%n",
            release.getRelease(),
            release.getSizeBytes() / 1e3,
            release.getPublishedAt(),
            release.getPublishedBy(),
            String.join(", ", aliases(release, catalog)));
      }
    }
    return 0;
  }

  @Command(
      name = "fetch",
      description = "Writes a release as a bundle, after its SHA-256 was checked.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult model fetch champion --out model.zip"})
  int fetch(
      @Mixin ReleaseOptions options,
      @Parameters(
              paramLabel = "RELEASE",
              description = "Its id, or champion, challenger, previous.")
          String id,
      @Option(names = "--out", required = true, paramLabel = "FILE", description = "The bundle.")
          Path out)
      throws Exception {
    ModelRelease release = options.find(id);
    byte[] bundle = options.releases().fetch(release);
    ModelBundle.read(bundle, release.getRelease()).write(out);
    print(options, release, "fetched");
    return 0;
  }

  @Command(
      name = "rollback",
      description = "Makes the champion before the present one the champion again.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult model rollback"})
  int rollback(@Mixin ReleaseOptions options) throws Exception {
    ModelRelease previous =
        options
            .releases()
            .catalog()
            .of(PREVIOUS)
            .orElseThrow(
                () -> new CommandFailedException("there was no champion before the present one"));
    options.releases().point(CHAMPION, previous.getRelease(), options.by());
    print(options, previous, "is the champion again");
    return 0;
  }

  @Command(
      name = "delete",
      description = "Removes a release that nothing points at.",
      mixinStandardHelpOptions = true,
      footer = {"", "Example:", "  auscult model delete v3-0a1b2c3d"})
  int delete(
      @Mixin ReleaseOptions options,
      @Parameters(paramLabel = "RELEASE", description = "Its id.") String id)
      throws Exception {
    ModelRelease release = options.find(id);
    try {
      options.releases().delete(release.getRelease());
    } catch (IllegalArgumentException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()));
    }
    print(options, release, "deleted");
    return 0;
  }

  private static void print(ReleaseOptions options, ModelRelease release, String done) {
    if (options.json()) {
      JsonOutput.print(Map.of("release", release.getRelease(), "sha256", release.getSha256()));
    } else {
      System.out.printf("%s %s%n", release.getRelease(), done);
    }
  }

  private static List<String> aliases(ModelRelease release, ReleaseCatalog catalog) {
    return catalog.aliases().values().stream()
        .filter(alias -> alias.getRelease().equals(release.getRelease()))
        .map(ModelAlias::getAlias)
        .collect(Collectors.toList());
  }

  private static Map<String, Object> fields(ModelRelease release, ReleaseCatalog catalog) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("release", release.getRelease());
    fields.put("sha256", release.getSha256());
    fields.put("bytes", release.getSizeBytes());
    fields.put("publishedAt", release.getPublishedAt().toString());
    fields.put("publishedBy", release.getPublishedBy());
    fields.put("aliases", aliases(release, catalog));
    return fields;
  }
}
