/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static io.auscult.notifier.settings.Checks.require;

import io.auscult.cli.NearestName;
import io.auscult.cli.YamlSection;
import io.auscult.contracts.HealthKind;
import io.auscult.notifier.event.Glob;
import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Route;
import io.auscult.notifier.event.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of those who are told.
 *
 * @param name in metrics, logs and the name of its consumer group, {@code auscult-notifier-NAME}
 * @param limit null for none
 */
public record SinkSettings(
    String name,
    TargetSettings target,
    Route route,
    @Nullable LimitSettings limit,
    RetrySettings retry) {

  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,100}");
  private static final List<String> TARGETS = List.of("webhook", "alertmanager", "mqtt");

  private static final List<String> KINDS =
      Stream.concat(
              Stream.of(Notice.ANOMALY),
              Arrays.stream(HealthKind.values())
                  .filter(kind -> kind != HealthKind.UNKNOWN)
                  .map(HealthKind::name))
          .toList();

  public SinkSettings {
    require(
        NAME.matcher(name).matches(),
        "name '%s' must be letters, digits, '.', '_' and '-', at most 100".formatted(name));
    require(
        limit == null || !(target instanceof AlertmanagerSettings),
        "limit is not for an alertmanager: it groups alerts itself, and what it is not told of would seem resolved");
  }

  /** The consumer group in which its offsets are kept. */
  public String group() {
    return "auscult-notifier-" + name;
  }

  /**
   * Reads.
   *
   * @param notifier the notifier's name
   */
  static SinkSettings read(YamlSection yaml, String notifier) {
    yaml.only("name", "webhook", "alertmanager", "mqtt", "route", "limit", "retry");
    String name = yaml.text("name");
    return yaml.make(
        () ->
            new SinkSettings(
                name,
                target(yaml, notifier + "-" + name),
                route(yaml.section("route")),
                yaml.has("limit") ? LimitSettings.read(yaml.section("limit")) : null,
                RetrySettings.read(yaml.section("retry"))));
  }

  private static TargetSettings target(YamlSection yaml, String clientId) {
    List<String> given = TARGETS.stream().filter(yaml::has).toList();
    require(!given.isEmpty(), "webhook, alertmanager or mqtt is missing: who is told");
    require(
        given.size() == 1,
        "%s cannot stand beside %s: give it a sink of its own"
            .formatted(given.get(given.size() - 1), given.get(0)));
    YamlSection section = yaml.section(given.get(0));
    return switch (given.get(0)) {
      case "webhook" -> WebhookSettings.read(section);
      case "alertmanager" -> AlertmanagerSettings.read(section);
      default -> MqttSettings.read(section, clientId);
    };
  }

  private static Route route(YamlSection yaml) {
    yaml.only("sites", "lines", "machines", "kinds", "severity");
    return new Route(
        globs(yaml, "sites"),
        globs(yaml, "lines"),
        globs(yaml, "machines"),
        kinds(yaml),
        yaml.choice("severity", Severity.INFO));
  }

  private static List<Glob> globs(YamlSection yaml, String key) {
    List<Glob> globs = yaml.texts(key).stream().map(Glob::new).toList();
    if (yaml.has(key) && globs.isEmpty()) {
      throw yaml.refused(key, "is empty: nothing would pass; leave it out to let all pass");
    }
    return globs;
  }

  private static Set<String> kinds(YamlSection yaml) {
    Set<String> kinds = new LinkedHashSet<>();
    List<String> written = new ArrayList<>(yaml.texts("kinds"));
    for (int i = 0; i < written.size(); i++) {
      String kind = written.get(i).toUpperCase(Locale.ROOT);
      if (!KINDS.contains(kind)) {
        throw yaml.refused(
            "kinds[%d]".formatted(i),
            "'%s' is no kind of event: %s"
                .formatted(
                    written.get(i),
                    NearestName.of(kind, KINDS)
                        .map(name -> "did you mean " + name + "?")
                        .orElse("there are " + String.join(", ", KINDS))));
      }
      kinds.add(kind);
    }
    if (yaml.has("kinds") && kinds.isEmpty()) {
      throw yaml.refused("kinds", "is empty: nothing would pass; leave it out to let all pass");
    }
    return kinds;
  }
}
