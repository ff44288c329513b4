/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.auscult.detector.DeviceChoice;
import io.auscult.detector.Torch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** A user's mistake is one clear line, and no success. */
class CommandErrorsTest {

  @TempDir Path folder;

  private record Result(int exitCode, String errors) {}

  @Test
  void shouldNameAMissingFolder() {
    Path missing = folder.resolve("missing");

    assertFails(run("train", "--data", missing.toString(), "--out", out()), missing.toString());
    assertFails(run("evaluate", "--data", missing.toString()), missing.toString());
    assertFails(run("demo", "--data", missing.toString(), "--seconds", "30"), missing.toString());
  }

  @Test
  void shouldNameAnUnknownRecipeAndThoseThereAre() {
    assertFails(
        run("evaluate", "--data", folder.toString(), "--recipe", "secret"),
        "no recipe 'secret': choose one of default, seed");
  }

  @Test
  void shouldNameWhatCannotBeComparedOrTrainedAlone() throws Exception {
    Path normal = Files.createDirectories(folder.resolve("fan/id_00/normal"));
    Files.createFile(normal.resolve("00000000.wav"));

    assertFails(
        run("evaluate", "--data", folder.toString(), "--compare", "seed,magic"),
        "--compare: there is no 'magic': choose from default, seed, gaussian, none");
    assertFails(
        run("evaluate", "--data", folder.toString(), "--alone", "fan/id_02"),
        "--alone: there is no machine 'fan/id_02': choose from fan/id_00");
  }

  @Test
  void shouldRefuseAReplayOfNoTimeOrWithoutATopicName() {
    String model = folder.resolve("model.zip").toString();
    String from = "2026-06-01T06:00:00Z";

    Result noTime = run("replay", "--model", model, "--from", "yesterday");
    assertThat(noTime.exitCode()).isEqualTo(2);
    assertThat(noTime.errors()).contains("--from", "'yesterday' is no time: write it like");
    assertFails(
        run("replay", "--model", model, "--from", from, "--to", from),
        "nothing can be captured from " + from);
    assertFails(
        run("replay", "--model", model, "--from", from, "--run", "a.b"),
        "'a.b' is no name of a run");
    assertFails(
        run("replay", "--model", model, "--from", from), "model.zip is not a usable model bundle");
  }

  @Test
  void shouldRefuseALoadThatIsNone() {
    assertFails(
        run("bench", "pipeline", "--sensors", "0", "--seconds", "10"),
        "sensors must be 1 to 10000");
    assertFails(
        run("bench", "pipeline", "--sensors", "1", "--seconds", "10", "--chunk-seconds", "0"),
        "chunk-seconds must be 0.1 to 10");
    assertFails(
        run(
            "bench",
            "pipeline",
            "--sensors",
            "1",
            "--seconds",
            "10",
            "--window",
            "64",
            "--model",
            out()),
        "--window is for the model that is trained without --model");
  }

  @Test
  void shouldRefuseAReportThatCannotBeWrittenBeforeItTrains() {
    Path report = folder.resolve("missing").resolve("report.html");

    assertFails(
        run("evaluate", "--data", folder.toString(), "--report", report.toString()),
        "--report " + report + ": there is no folder " + report.getParent());
    assertFails(
        run("evaluate", "--data", folder.toString(), "--scores", folder.toString()),
        "--scores " + folder + ": is a folder");
  }

  @Test
  void shouldNameTheFolderThatIsInNoLayout() throws Exception {
    Files.createFile(Files.createDirectories(folder.resolve("pump/test")).resolve("1.wav"));

    for (String command : List.of("train --check-only", "evaluate", "demo")) {
      List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
      arguments.addAll(List.of("--data", folder.toString()));
      assertFails(
          run(arguments.toArray(String[]::new)),
          folder + ": pump/test/1.wav is in no layout that is known: expected MIMII");
    }
  }

  @Test
  void shouldNameTheModelThatIsNone() throws Exception {
    Path model = Files.writeString(folder.resolve("model.zip"), "no zip");

    assertFails(run("pipeline", "--model", model.toString()), "model.zip is not a usable model");
    assertFails(
        run("calibrate", "--model", model.toString(), "--data", folder.toString()),
        "model.zip is not a usable model");
  }

  @Test
  void shouldTakeOptionsFromAFileAndRefuseWhatIsNone() throws Exception {
    Path config = folder.resolve("pipeline.yaml");
    Files.writeString(config, "model: " + folder.resolve("missing.zip"));
    assertFails(
        run("pipeline", "--config", config.toString()),
        "missing.zip is not a usable model bundle: there is no such file");

    Files.writeString(config, "modle: model.zip");
    Result refused = run("pipeline", "--config", config.toString());
    assertThat(refused.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(refused.errors())
        .contains(config + ": modle is no setting: did you mean model?")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "NaN", "Infinity"})
  void shouldNameTheRateThatCannotBe(String rate) {
    assertFails(
        run("calibrate", "--model", "m", "--data", "d", "--false-alarms-per-week", rate),
        "--false-alarms-per-week must be a positive number, is ");
  }

  @Test
  void shouldSayWhatACheckOfTheCalibrationNeeds() {
    assertFails(run("calibrate", "check-hours", "--hours", "0"), "--hours must be positive");
    assertFails(
        run("calibrate", "check-clips", "--data", folder.resolve("missing").toString()), "missing");
    assertThat(run("calibrate").exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
  }

  @Test
  void shouldSayHowToGetAGpuWhereThereIsNone() throws Exception {
    assumeTrue(Torch.useDevice(DeviceChoice.AUTO).equals("the CPU"));

    assertFails(
        run("train", "--data", folder.toString(), "--out", out(), "--device", "gpu"),
        "device gpu: libtorch finds none.");
    assertFails(run("evaluate", "--data", folder.toString(), "--device", "gpu"), "see docs/gpu.md");
  }

  @Test
  void shouldNameTheFileThatIsNoTorchScript() throws Exception {
    Path model = Files.writeString(folder.resolve("model.pt"), "no zip");

    assertFails(
        run(
            "model",
            "import",
            model.toString(),
            "--machines",
            "a,b",
            "--window",
            "64",
            "--out",
            out()),
        "model.pt: no TorchScript as torch.jit.save writes it");
  }

  @Test
  void shouldSayThatADemoIsTooShort() {
    assertFails(run("demo", "--seconds", "3"), "--seconds must be at least 30, is 3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo --no-such-option",
        "train",
        "no-such-command",
        "gateway a b c",
        "train --device tpu"
      })
  void shouldCallBadUsageByItsExitCodeAndPointToTheHelp(String command) {
    Result result = run(command.split(" ", -1));

    assertThat(result.exitCode()).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(result.errors().strip()).startsWith("auscult: ").contains("--help").hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "gateway",
        "pipeline",
        "train",
        "evaluate",
        "model",
        "calibrate",
        "simulate",
        "topics",
        "tail",
        "machines",
        "dlq",
        "reset"
      })
  void shouldShowAnExampleInEveryHelp(String command) {
    assertThat(Main.commandLine().getSubcommands().get(command).getUsageMessage())
        .contains("Example:\n  auscult " + command);
  }

  @Test
  void shouldShowAnExampleInTheHelpOfEverySubcommand() {
    Main.commandLine().getSubcommands().values().stream()
        .flatMap(command -> command.getSubcommands().values().stream())
        .forEach(
            command ->
                assertThat(command.getUsageMessage())
                    .contains("Example:\n  " + command.getCommandSpec().qualifiedName()));
  }

  private String out() {
    return folder.resolve("model.zip").toString();
  }

  private static Result run(String... arguments) {
    StringWriter errors = new StringWriter();
    int exitCode = Main.commandLine().setErr(new PrintWriter(errors)).execute(arguments);
    return new Result(exitCode, errors.toString());
  }

  private static void assertFails(Result result, String part) {
    assertThat(result.exitCode()).isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(result.errors().strip()).startsWith("auscult: ").contains(part).hasLineCount(1);
  }
}
