/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The page of all settings, as commands and records declare them: {@code docs/configuration.md}.
 */
final class ConfigurationReference {

  private static final Path MODULES = Path.of("..");
  private static final int MANY = 6;

  /** A default that is commented out in an example, with what is said of it. */
  private static final Pattern EXAMPLE =
      Pattern.compile("(?m)^\\s*#?\\s*(\\w+): ([^#{\\[\\n]+?)\\s*(?:#\\s*(.*))?$");

  private final StringBuilder page = new StringBuilder();
  private final Map<String, Integer> uses = new HashMap<>();

  private ConfigurationReference() {}

  /** The whole page. */
  static String page() throws IOException {
    ConfigurationReference reference = new ConfigurationReference();
    reference.head();
    // As it is declared: what this machine would put into it is no part of the page.
    CommandLine line = Main.commandLine().setInterpolateVariables(false);
    reference.count(line);
    reference.common(line);
    reference.commands(line);
    reference.file(
        "gateway.yaml",
        "gateway/src/main/java/io/auscult/gateway/settings",
        "gateway-distribution/src/main/dist/etc/gateway.yaml",
        "Of `kafka`, every setting of Kafka's producer by its own name. Each of `publish`, `spool`, `watchdog`, `signal`,"
            + " `clock`, `http` and `kafka` has a variable (`AUSCULT_SPOOL_MAX_BYTES` for `spool.maxBytes`) and can be given"
            + " with `--set spool.maxBytes=2GB`. [More](gateway.md#settings)");
    reference.file(
        "notifier.yaml",
        "notifier/src/main/java/io/auscult/notifier/settings",
        "../docs/notifier.yaml",
        "Of `kafka`, every setting of Kafka's consumer by its own name. [More](notifier.md#settings)");
    return reference.page.toString();
  }

  private void head() {
    page.append(
        """
        # Configuration

        All settings, as the program declares them. This page is written by a test from the commands and the records that files are
        read into, and checked by it: `mvn -pl modules/app -am test -Dtest=ConfigurationReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dauscult.write=true`
        writes it anew.

        The command line goes before the environment, the environment before the file, the file before the default. An option
        `--http-port` is `AUSCULT_HTTP_PORT` in the environment and `http-port:` in the YAML file that `--config` names; options that can
        be repeated take a list, `--kafka` keys with values. A key that is no setting is refused. Secrets stand in files of their own
        ([how](security.md#proving-who-one-is)). The gateway and the notifier have files with settings of their own, [below](#gatewayyaml).

        | variable | what |
        |---|---|
        | `AUSCULT_LOG_LEVEL` | `error`, `warn` (the default), `info`, `debug` of Auscult's own log |
        | `AUSCULT_LOG_FORMAT` | `text` (the default) or `json` |
        | `AUSCULT_DEBUG` | `1` adds stack traces to errors of commands |
        | `AUSCULT_JAVA_OPTS` | options of the Java virtual machine, for the launcher `auscult` |
        | `AUSCULT_HEAP` | heap of `auscult-gateway`, `128m` if not set |

        """);
  }

  private void count(CommandLine line) {
    shown(line.getCommandSpec()).forEach(option -> uses.merge(row(option), 1, Integer::sum));
    line.getSubcommands().values().forEach(this::count);
  }

  private boolean isCommon(OptionSpec option) {
    return uses.getOrDefault(row(option), 0) >= MANY;
  }

  private void common(CommandLine line) {
    Map<String, String> rows = new TreeMap<>();
    collect(line, rows);
    page.append("## Options of many commands\n\n").append(optionHead());
    rows.values().forEach(page::append);
    page.append('\n');
  }

  private void collect(CommandLine line, Map<String, String> rows) {
    shown(line.getCommandSpec()).stream()
        .filter(this::isCommon)
        .forEach(option -> rows.put(row(option), row(option)));
    line.getSubcommands().values().forEach(each -> collect(each, rows));
  }

  private void commands(CommandLine line) {
    for (CommandLine each : line.getSubcommands().values()) {
      CommandSpec command = each.getCommandSpec();
      List<OptionSpec> options = shown(command);
      if (!options.isEmpty()) {
        command(command, options);
      }
      commands(each);
    }
  }

  private void command(CommandSpec command, List<OptionSpec> options) {
    page.append("## ").append(command.qualifiedName()).append("\n\n");
    page.append(String.join(" ", command.usageMessage().description())).append("\n\n");
    List<OptionSpec> own = options.stream().filter(option -> !isCommon(option)).toList();
    if (!own.isEmpty()) {
      page.append(optionHead());
      own.forEach(option -> page.append(row(option)));
      page.append('\n');
    }
    StringJoiner others = new StringJoiner("`, `", "Also `", "`.\n\n");
    others.setEmptyValue("");
    options.stream().filter(this::isCommon).forEach(option -> others.add(option.longestName()));
    page.append(others);
  }

  private static List<OptionSpec> shown(CommandSpec command) {
    return command.options().stream()
        .filter(option -> !option.hidden() && !option.usageHelp() && !option.versionHelp())
        .toList();
  }

  private static String optionHead() {
    return "| option | environment | default | what |\n|---|---|---|---|\n";
  }

  private static String row(OptionSpec option) {
    String name = option.longestName();
    String label =
        option.arity().max() == 0
            ? name
            : name + " " + option.paramLabel().replaceAll("^<(.*)>$", "$1");
    String variable =
        name.equals("--config")
            ? ""
            : "`AUSCULT_%s`"
                .formatted(name.replaceFirst("^-+", "").replace('-', '_').toUpperCase(Locale.ROOT));
    return "| `%s` | %s | %s | %s |%n"
        .formatted(label, variable, defaultOf(option), description(option))
        .replace(System.lineSeparator(), "\n");
  }

  private static String defaultOf(OptionSpec option) {
    String value = option.defaultValue();
    if (value == null || value.isEmpty() || option.arity().max() == 0) {
      return "";
    }
    return "`%s`".formatted(value.replace("${sys:user.name}", "the user's name"));
  }

  private static String description(OptionSpec option) {
    String text = String.join(" ", option.description());
    StringJoiner candidates = new StringJoiner(", ");
    if (option.completionCandidates() != null) {
      option.completionCandidates().forEach(candidates::add);
    }
    return cell(
        text.replace("${COMPLETION-CANDIDATES}", candidates.toString())
            .replaceAll(" ?\\(default: \\$\\{DEFAULT-VALUE}\\)", "")
            .replace("$${", "${"));
  }

  private void file(String name, String sources, String example, String intro) throws IOException {
    String text = Files.readString(MODULES.resolve(example));
    Map<String, String[]> examples = examples(text);
    page.append("## ").append(name).append("\n\n").append(intro).append("\n\n");
    page.append("```yaml\n").append(text.stripTrailing()).append("\n```\n\n");
    for (SettingsSource source : SettingsSource.of(MODULES.resolve(sources))) {
      page.append("### ").append(source.name()).append("\n\n").append(source.about());
      page.append("\n\n| key | default | what |\n|---|---|---|\n");
      for (Map.Entry<String, String> key : source.keys().entrySet()) {
        String[] shown = examples.getOrDefault(source.name() + "." + key.getKey(), NONE);
        String what = key.getValue().isEmpty() ? shown[1] : key.getValue();
        String value = shown[0].isEmpty() ? "" : "`" + shown[0] + "`";
        page.append("| `%s` | %s | %s |\n".formatted(key.getKey(), value, cell(what)));
      }
      page.append('\n');
    }
  }

  private static final String[] NONE = {"", ""};

  /** Defaults and words of the example, by record and key; of its sections alone, no list's. */
  private static Map<String, String[]> examples(String text) {
    Map<String, String[]> all = new HashMap<>();
    String record = "";
    for (String line : text.lines().toList()) {
      if (line.matches("sources:.*|sinks:.*|kafka:.*")) {
        record = "";
        continue;
      }
      Matcher section = Pattern.compile("# (\\w+):(?:\\s+#.*)?").matcher(line);
      if (section.matches()) {
        record = Character.toUpperCase(section.group(1).charAt(0)) + section.group(1).substring(1);
        continue;
      }
      Matcher setting = EXAMPLE.matcher(line);
      if (!record.isEmpty() && line.startsWith("#   ") && setting.matches()) {
        String words = setting.group(3) == null ? "" : setting.group(3);
        all.put(record + "Settings." + setting.group(1), new String[] {setting.group(2), words});
      }
    }
    return all;
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replaceAll("\\s+", " ").strip();
  }

  /** The first lines that differ, for a person. */
  static String difference(String written, String expected) {
    List<String> before = written.lines().toList();
    List<String> after = expected.lines().toList();
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < Math.max(before.size(), after.size()) && lines.isEmpty(); i++) {
      String there = i < before.size() ? before.get(i) : "(nothing)";
      String wanted = i < after.size() ? after.get(i) : "(nothing)";
      if (!there.equals(wanted)) {
        lines.addAll(Arrays.asList("line " + (i + 1), "is:     " + there, "must be: " + wanted));
      }
    }
    return String.join("\n", lines);
  }
}
