/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model;

import static io.auscult.contracts.release.ReleaseCatalog.CHALLENGER;
import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;

import io.auscult.app.model.comparison.Comparer;
import io.auscult.app.model.comparison.Comparison;
import io.auscult.app.model.comparison.Contender;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.DurationConverter;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import io.auscult.cli.OneLine;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.ModelAlias;
import io.auscult.contracts.ModelRelease;
import io.auscult.contracts.manifest.ManifestException;
import io.auscult.contracts.manifest.ManifestJson;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.contracts.release.ReleaseCatalog;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult model compare}. */
@Command(
    name = "compare",
    description =
        "Holds the challenger's scores against the champion's: the same windows, each with its own threshold and"
            + " alarm rule, and what people said of the anomalies.",
    mixinStandardHelpOptions = true,
    footer = {"", "Example:", "  auscult model compare --since 24h"})
final class ModelCompareCommand implements Callable<Integer> {

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Parameters(
      paramLabel = "RELEASE",
      defaultValue = CHALLENGER,
      description =
          "A release that scores or has scored in the shadow: its id, or an alias (default: ${DEFAULT-VALUE}).")
  private String release = CHALLENGER;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      defaultValue = "24h",
      converter = DurationConverter.class,
      description = "Only of windows that ended so long ago or later (default: ${DEFAULT-VALUE}).")
  private Duration since = Duration.ofHours(24);

  @Option(
      names = "--enough",
      paramLabel = "TIME",
      defaultValue = "8h",
      converter = DurationConverter.class,
      description =
          "So long every machine is to be compared before the challenger is recommended (default: ${DEFAULT-VALUE}).")
  private Duration enough = Duration.ofHours(8);

  @Option(names = "--json", description = "The comparison as one JSON object.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    ReleaseCatalog catalog =
        new ModelReleases(kafka.clientSettings(), KafkaOptions.PATIENCE).catalog();
    Contender champion = champion(catalog);
    Contender challenger = challenger(catalog);
    if (champion.release().equals(challenger.release())) {
      throw new CommandFailedException(
          "release %s is the champion itself: there is nothing to compare"
              .formatted(champion.release()));
    }
    if (!challenger.isComparableTo(champion)) {
      throw new CommandFailedException(
          "%s hears other windows than the champion %s: compare them with auscult replay"
              .formatted(challenger.release(), champion.release()));
    }
    ScoreTopics topics = new ScoreTopics(kafka.clientSettings());
    Comparer comparer =
        new Comparer(
            champion,
            challenger,
            new MachineRegistry(kafka.clientSettings(), KafkaOptions.PATIENCE).all(),
            topics.judgements());
    Instant from = Instant.now().minus(since).truncatedTo(ChronoUnit.SECONDS);
    topics.compare(from, comparer);
    Comparison comparison =
        comparer
            .result(enough)
            .orElseThrow(() -> nothing(catalog, champion, challenger, comparer, from));
    ComparisonText text = new ComparisonText(champion, challenger, comparison);
    if (json) {
      JsonOutput.print(text.fields());
    } else {
      System.out.println(text.table());
    }
    return 0;
  }

  private static Contender champion(ReleaseCatalog catalog) {
    return catalog
        .of(CHAMPION)
        .map(ModelCompareCommand::contender)
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "there is no champion: auscult model publish FILE --as champion"));
  }

  private Contender challenger(ReleaseCatalog catalog) {
    return catalog
        .find(release)
        .map(ModelCompareCommand::contender)
        .orElseThrow(
            () ->
                new CommandFailedException(
                    release.equals(CHALLENGER)
                        ? "there is no challenger: auscult model publish FILE --as challenger"
                        : "there is no release '%s': see 'auscult model list'"
                            .formatted(OneLine.of(release))));
  }

  private static Contender contender(ModelRelease release) {
    try {
      return new Contender(release.getRelease(), ManifestJson.read(release.getManifest()));
    } catch (ManifestException e) {
      throw new CommandFailedException(
          "release %s has no readable manifest: %s"
              .formatted(release.getRelease(), e.getMessage()));
    }
  }

  private static CommandFailedException nothing(
      ReleaseCatalog catalog,
      Contender champion,
      Contender challenger,
      Comparer comparer,
      Instant from) {
    if (comparer.shadowWindows() > 0) {
      return new CommandFailedException(
          "%s has scored %d windows since %s, but the champion %s none of them yet"
              .formatted(challenger.release(), comparer.shadowWindows(), from, champion.release()));
    }
    ModelAlias alias = catalog.aliases().get(CHALLENGER);
    String known =
        alias != null && alias.getRelease().equals(challenger.release())
            ? "it is the challenger since " + alias.getSetAt()
            : "it is not the challenger now";
    return new CommandFailedException(
        ("there are no shadow scores of %s since %s; %s. Does a pipeline run, without --model?"
                + " 'auscult tail health --from-beginning' says whether it refused the release")
            .formatted(challenger.release(), from, known));
  }
}
