/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.model;

import static io.auscult.contracts.release.ReleaseCatalog.CHAMPION;

import io.auscult.app.ShareOfWork;
import io.auscult.app.TrialText;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.DurationConverter;
import io.auscult.cli.JsonOutput;
import io.auscult.contracts.ModelRelease;
import io.auscult.trainer.TrialResult;
import io.auscult.trainer.TrialResult.Verdict;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code auscult model promote}. */
@Command(
    name = "promote",
    description = "Makes a release the champion, unless it is worse than the present one.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Both are tried on the latest normal sound that the plant kept, and on the sound of anomalies that were labelled real."
          + " What either was trained on does not count.",
      "",
      "Example:",
      "  auscult model promote challenger"
    })
final class ModelPromoteCommand implements Callable<Integer> {

  @Mixin private ReleaseOptions options = new ReleaseOptions();

  @Parameters(
      paramLabel = "RELEASE",
      defaultValue = "challenger",
      description = "Its id, or an alias (default: ${DEFAULT-VALUE}).")
  private String id = "challenger";

  @Option(
      names = "--since",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      defaultValue = "30d",
      description =
          "They are tried on sound of so much time until now (default: ${DEFAULT-VALUE}).")
  private Duration since = Duration.ofDays(30);

  @Option(names = "--force", description = "Promote it without a trial.")
  private boolean force;

  @Override
  public Integer call() throws Exception {
    ModelRelease release = options.find(id);
    TrialResult trial = force ? null : trial(release);
    boolean isRefused = trial != null && trial.verdict() == Verdict.WORSE;
    if (!isRefused) {
      options.releases().point(CHAMPION, release.getRelease(), options.by());
    }
    if (options.json()) {
      print(release, !isRefused, trial);
    } else {
      if (trial != null) {
        TrialText.lines(trial).forEach(System.out::println);
      }
      if (!isRefused) {
        System.out.printf("%s is the champion%n", release.getRelease());
      }
    }
    if (trial != null && isRefused) {
      throw new CommandFailedException(
          "%s was not promoted, it is worse than the champion: %s; --force promotes it anyway"
              .formatted(release.getRelease(), String.join("; ", trial.reasons())));
    }
    return 0;
  }

  /** Null if there is nothing to try it against. */
  private @Nullable TrialResult trial(ModelRelease release) throws Exception {
    Optional<ModelRelease> champion = options.releases().catalog().of(CHAMPION);
    if (champion.isEmpty() || champion.get().getRelease().equals(release.getRelease())) {
      return null;
    }
    return new ReleaseTrial(options.clientSettings(), Runtime.getRuntime().availableProcessors())
        .run(champion.get(), release, since, new ShareOfWork("trial"));
  }

  private static void print(ModelRelease release, boolean promoted, @Nullable TrialResult trial) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("release", release.getRelease());
    fields.put("sha256", release.getSha256());
    fields.put("promoted", promoted);
    fields.put("trial", trial);
    JsonOutput.print(fields);
  }
}
