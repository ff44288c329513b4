/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app.reset;

import io.auscult.app.FolderTree;
import io.auscult.cli.CommandFailedException;
import io.auscult.cli.Confirmation;
import io.auscult.cli.JsonOutput;
import io.auscult.cli.KafkaOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code auscult reset}. */
@Command(
    name = "reset",
    description =
        "Makes a stopped pipeline start over: forgets what it has heard and from where it would read on. Says what it"
            + " will do, then asks.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "The settings of machines, scores and anomalies stay as they are. An anomaly that was open stays open for whoever"
          + " reads it: the pipeline has forgotten it.",
      "",
      "Example:",
      "  auscult reset --dry-run",
      "  auscult reset --to 2026-11-25T06:00Z --state-folder auscult-state --yes"
    })
public final class ResetCommand implements Callable<Integer> {

  /** The names of topics are made of it. */
  private static final Pattern APPLICATION_ID = Pattern.compile("[a-zA-Z0-9_-][a-zA-Z0-9._-]*");

  @Mixin private KafkaOptions kafka = new KafkaOptions();

  @Option(
      names = "--application-id",
      defaultValue = "auscult-pipeline",
      paramLabel = "ID",
      description = "Of the pipeline (default: ${DEFAULT-VALUE}).")
  private String applicationId;

  @Option(
      names = "--audio-topic",
      defaultValue = "auscult.audio",
      paramLabel = "TOPIC",
      description = "Where that pipeline has its sound from (default: ${DEFAULT-VALUE}).")
  private String audioTopic;

  @Option(
      names = "--to",
      defaultValue = "latest",
      paramLabel = "earliest|latest|TIME",
      converter = StartingPoint.Converter.class,
      description =
          "Listen from the oldest sound that is kept, from now, or from the first that came at a time like"
              + " 2026-11-25T06:00Z (default: ${DEFAULT-VALUE}).")
  private StartingPoint start;

  @Option(
      names = "--state-folder",
      paramLabel = "FOLDER",
      description =
          "Delete the pipeline's local state in this folder. It must go on every instance.")
  private @Nullable Path stateFolder;

  @Option(names = "--dry-run", description = "Only say what would be done.")
  private boolean dryRun;

  @Option(
      names = {"--yes", "--execute"},
      description = "Do it without asking.")
  private boolean yes;

  @Option(
      names = "--json",
      description = "What was done as one JSON object, all else to standard error.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    if (!APPLICATION_ID.matcher(applicationId).matches()) {
      throw new CommandFailedException(
          "--application-id '%s': only letters, digits and . _ - can be in one"
              .formatted(applicationId));
    }
    try (PipelineReset reset =
        PipelineReset.connect(
            kafka.clientSettings(), applicationId, audioTopic, KafkaOptions.PATIENCE)) {
      reset.requireStopped();
      ResetPlan plan = plan(reset);
      print(plan);
      if (!dryRun) {
        if (!yes) {
          Confirmation.require("Let pipeline %s start over".formatted(applicationId));
        }
        carryOut(plan, reset);
      }
      if (json) {
        JsonOutput.print(fields(plan));
      }
    }
    return 0;
  }

  private ResetPlan plan(PipelineReset reset) throws ExecutionException, InterruptedException {
    Path local = stateFolder == null ? null : stateFolder.resolve(applicationId);
    ResetPlan plan =
        new ResetPlan(
            applicationId,
            audioTopic,
            start.name(),
            reset.moves(start),
            reset.changelogs(),
            local != null && Files.isDirectory(local) ? local : null);
    if (plan.isOfNobody()) {
      throw new CommandFailedException(
          "there is nothing of a pipeline '%s' at %s: is --application-id right?"
              .formatted(applicationId, kafka.bootstrapServers()));
    }
    return plan;
  }

  private void print(ResetPlan plan) {
    PrintStream out = json ? System.err : System.out;
    plan.lines().forEach(out::println);
    if (stateFolder == null) {
      System.err.printf(
          "the local state of each instance, its --state-folder, must be deleted as well before it starts (FOLDER/%s)%n",
          applicationId);
    } else if (plan.stateFolder() == null) {
      System.err.printf("there is no local state in %s%n", stateFolder.resolve(applicationId));
    }
    if (dryRun) {
      System.err.println("nothing was changed: this is a dry run");
    }
  }

  private static void carryOut(ResetPlan plan, PipelineReset reset)
      throws ExecutionException, InterruptedException, IOException {
    // First of all what Kafka refuses while an instance runs.
    reset.move(plan.moves());
    reset.delete(plan.changelogs());
    if (plan.stateFolder() != null) {
      FolderTree.delete(plan.stateFolder());
    }
    System.err.println("done");
  }

  private Map<String, @Nullable Object> fields(ResetPlan plan) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("applicationId", applicationId);
    fields.put("executed", !dryRun);
    fields.put("to", plan.startingPoint());
    fields.put("offsets", plan.moves());
    fields.put("changelogs", plan.changelogs());
    fields.put("stateFolder", plan.stateFolder() == null ? null : plan.stateFolder().toString());
    return fields;
  }
}
