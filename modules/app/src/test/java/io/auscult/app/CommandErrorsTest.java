/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
  void shouldNameTheClipThatCannotBeRead() throws Exception {
    for (String machine : List.of("id_00", "id_02")) {
      Path normal =
          Files.createDirectories(folder.resolve("fan").resolve(machine).resolve("normal"));
      Files.writeString(normal.resolve("00000000.wav"), "this is no sound");
      Files.writeString(normal.resolve("00000001.wav"), "nor is this");
    }

    assertFails(
        run("train", "--data", folder.toString(), "--out", out()),
        "00000000.wav: is neither WAV nor FLAC");
  }

  @Test
  void shouldNameTheEmptyClip() throws Exception {
    for (String machine : List.of("id_00", "id_02")) {
      Path normal =
          Files.createDirectories(folder.resolve("fan").resolve(machine).resolve("normal"));
      Files.createFile(normal.resolve("00000000.wav"));
      Files.createFile(normal.resolve("00000001.wav"));
    }

    assertFails(
        run("train", "--data", folder.toString(), "--out", out()),
        "00000000.wav: is empty (0 bytes)");
  }

  @Test
  void shouldNameTheModelThatIsNone() throws Exception {
    Path model = Files.writeString(folder.resolve("model.zip"), "no zip");

    assertFails(run("pipeline", "--model", model.toString()), "model.zip is not a usable model");
    assertFails(
        run("calibrate", "--model", model.toString(), "--data", folder.toString()),
        "model.zip is not a usable model");
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
  void shouldSayThatADemoIsTooShort() {
    assertFails(run("demo", "--seconds", "3"), "--seconds must be at least 30, is 3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"demo --no-such-option", "train", "no-such-command", "gateway a b c"})
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
        "calibrate",
        "simulate",
        "topics",
        "tail"
      })
  void shouldShowAnExampleInEveryHelp(String command) {
    assertThat(Main.commandLine().getSubcommands().get(command).getUsageMessage())
        .contains("Example:\n  auscult " + command);
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
