/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.cli.ConfigurationException;
import io.auscult.notifier.event.Glob;
import io.auscult.notifier.event.Route;
import io.auscult.notifier.event.Severity;
import io.auscult.operations.ListenAddress;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotifierSettingsTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  @TempDir Path folder;

  private Path secret;

  @BeforeEach
  void writeSecret() throws Exception {
    secret = Files.writeString(folder.resolve("secret"), "hunter2\n");
  }

  @Test
  void shouldHaveDefaultsForAllButKafkaAndTheSinks() throws Exception {
    NotifierSettings settings =
        read(
            """
            kafka: {bootstrap.servers: "kafka-1:9092"}
            sinks:
              - {name: hook, webhook: {url: "http://hook:8080/a"}}
              - {name: alerts, alertmanager: {urls: ["http://am:9093"]}}
              - {name: scada, mqtt: {url: "mqtt://broker"}}
            """,
            Map.of("name", "n1"));

    assertThat(settings)
        .isEqualTo(
            new NotifierSettings(
                "n1",
                "/auscult",
                Duration.ofDays(7),
                Duration.ofMinutes(10),
                "n1".hashCode(),
                new KafkaSettings(Map.of("bootstrap.servers", "kafka-1:9092")),
                new ListenAddress(InetAddress.getLoopbackAddress(), 8084, "http.port"),
                List.of(
                    sink(
                        "hook",
                        new WebhookSettings(
                            URI.create("http://hook:8080/a"),
                            null,
                            Map.of(),
                            new Connection(TEN_SECONDS, null))),
                    sink(
                        "alerts",
                        new AlertmanagerSettings(
                            List.of(URI.create("http://am:9093")),
                            Duration.ofMinutes(1),
                            Map.of(),
                            Map.of(),
                            new Connection(TEN_SECONDS, null))),
                    sink(
                        "scada",
                        new MqttSettings(
                            URI.create("mqtt://broker"),
                            null,
                            null,
                            "auscult",
                            "n1-scada",
                            new Connection(TEN_SECONDS, null))))));
  }

  private static SinkSettings sink(String name, TargetSettings target) {
    return new SinkSettings(name, target, Route.ALL, null, RetrySettings.standard());
  }

  @Test
  void shouldTakeEverySetting() throws Exception {
    NotifierSettings settings =
        read(
            """
            name: n2
            source: https://auscult.plant
            lookBack: 2d
            criticalAfter: 5m
            seed: 3
            http: {address: 127.0.0.2, port: 9000}
            kafka: {bootstrap.servers: "kafka-1:9092", fetch.max.wait.ms: 100}
            sinks:
              - name: hook
                webhook: {url: "https://hook/a", secretFile: SECRET, headers: {Authorization: SECRET}, timeout: 2s, caFile: SECRET}
                route: {sites: [north], lines: [l1], machines: [fan-*], kinds: [anomaly, OFFLINE], severity: warning}
                limit: {events: 30, per: 10s}
                retry: {first: 2s, most: 30s, giveUpAfter: 1h}
              - {name: alerts, alertmanager: {urls: ["http://a:9093", "http://b:9093/x"], refresh: 30s, labels: {plant: a}, headers: {X-Tenant: SECRET}, timeout: 3s}}
              - {name: scada, mqtt: {url: "mqtts://broker:9883", user: u, passwordFile: SECRET, topicPrefix: plant/a, clientId: c, timeout: 4s, caFile: SECRET}}
            """,
            Map.of());

    SecretFile file = new SecretFile(secret);
    assertThat(settings)
        .isEqualTo(
            new NotifierSettings(
                "n2",
                "https://auscult.plant",
                Duration.ofDays(2),
                Duration.ofMinutes(5),
                3,
                new KafkaSettings(
                    Map.of("bootstrap.servers", "kafka-1:9092", "fetch.max.wait.ms", "100")),
                new ListenAddress(
                    InetAddress.getByAddress(new byte[] {127, 0, 0, 2}), 9000, "http.port"),
                List.of(
                    new SinkSettings(
                        "hook",
                        new WebhookSettings(
                            URI.create("https://hook/a"),
                            file,
                            Map.of("Authorization", file),
                            new Connection(Duration.ofSeconds(2), secret)),
                        new Route(
                            List.of(new Glob("north")),
                            List.of(new Glob("l1")),
                            List.of(new Glob("fan-*")),
                            Set.of("ANOMALY", "OFFLINE"),
                            Severity.WARNING),
                        new LimitSettings(30, TEN_SECONDS),
                        new RetrySettings(
                            Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofHours(1))),
                    sink(
                        "alerts",
                        new AlertmanagerSettings(
                            List.of(URI.create("http://a:9093"), URI.create("http://b:9093/x")),
                            Duration.ofSeconds(30),
                            Map.of("plant", "a"),
                            Map.of("X-Tenant", file),
                            new Connection(Duration.ofSeconds(3), null))),
                    sink(
                        "scada",
                        new MqttSettings(
                            URI.create("mqtts://broker:9883"),
                            "u",
                            file,
                            "plant/a",
                            "c",
                            new Connection(Duration.ofSeconds(4), secret))))));
    assertThat(settings.toString()).doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "webhook: {url: \"http://h\"}, rout: {} | sinks[0].rout is no setting: did you mean route?",
        "limit: {events: 1} | sinks[0].webhook, alertmanager or mqtt is missing: who is told",
        "webhook: {url: \"http://h\"}, mqtt: {url: \"mqtt://h\"} | sinks[0].mqtt cannot stand beside webhook: give it a sink of its own",
        "webhook: {url: \"http://u:hunter2@h\"} | sinks[0].webhook.url must not have a user or password: secrets come from files",
        "webhook: {url: \"ftp://h\"} | sinks[0].webhook.url must be an address like http://host:port",
        "webhook: {url: \"http://h\", timeout: 5m} | sinks[0].webhook.timeout must be 10ms to 60s, is 300s",
        "webhook: {url: \"http://h\", headers: {Authorization: /none/token}} | sinks[0].webhook.headers.Authorization must be a file with the secret alone: /none/token: no such file or folder",
        "webhook: {url: \"http://h\", headers: {Host: SECRET}} | sinks[0].webhook.headers.Host cannot be set: the notifier does",
        "webhook: {url: \"http://h\"}, route: {kinds: [OFLINE]} | sinks[0].route.kinds[0] 'OFLINE' is no kind of event: did you mean OFFLINE?",
        "webhook: {url: \"http://h\"}, route: {sites: []} | sinks[0].route.sites is empty: nothing would pass; leave it out to let all pass",
        "webhook: {url: \"http://h\"}, route: {severity: bad} | sinks[0].route.severity must be one of INFO, WARNING, CRITICAL, is 'bad'",
        "webhook: {url: \"http://h\"}, limit: {events: 0} | sinks[0].limit.events must be at least 1, is 0",
        "webhook: {url: \"http://h\"}, retry: {first: 2m, most: 1m} | sinks[0].retry.most must not be shorter than first",
        "alertmanager: {urls: []} | sinks[0].alertmanager.urls is missing: like [http://alertmanager:9093]",
        "alertmanager: {urls: [\"am:9093\"]} | sinks[0].alertmanager.urls[0] must be an address like http://host:port",
        "alertmanager: {urls: [\"http://a\"], labels: {severity: x}} | sinks[0].alertmanager.labels.severity cannot be set: the notifier does",
        "alertmanager: {urls: [\"http://a\"]}, limit: {events: 3} | sinks[0].limit is not for an alertmanager: it groups alerts itself, and what it is not told of would seem resolved",
        "mqtt: {url: \"mqtt://h\", topicPrefix: a/#} | sinks[0].mqtt.topicPrefix 'a/#' is no beginning of a topic: no '+', '#', no '$' at its beginning, no '/' at its end",
        "mqtt: {url: \"mqtt://h\", passwordFile: SECRET} | sinks[0].mqtt.user is missing: passwordFile goes with one",
        "mqtt: {url: \"mqtt://h\", caFile: SECRET} | sinks[0].mqtt.caFile goes with an address mqtts://host:port",
        "mqtt: {url: \"mqtt://h/path\"} | sinks[0].mqtt.url must end with the port",
      })
  void shouldNameTheSettingThatMakesNoSense(String sink, String why) {
    assertRefused("sinks:\n  - {name: s, " + sink + "}", why);
  }

  @Test
  void shouldRefuseTwoSinksOfOneNameForTheyWouldShareTheirOffsets() {
    assertRefused(
        """
        sinks:
          - {name: s, webhook: {url: "http://a"}}
          - {name: s, webhook: {url: "http://b"}}
        """,
        "sinks[1].name 's' is also that of sinks[0]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sink: [] | sink is no setting: did you mean sinks?",
        "sinks: [] | sinks is missing: there is nobody to tell",
        "lookBack: 1s | lookBack must be 60s to 7776000s, is 1s",
      })
  void shouldNameWhatIsWrongWithTheWhole(String line, String why) {
    String sinks =
        line.startsWith("sinks") ? "" : "sinks: [{name: s, webhook: {url: \"http://h\"}}]";
    assertRefused(line + "\n" + sinks, why);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "group.id: x | kafka.group.id cannot be set: each sink has its own, by its name",
        "enable.auto.commit: true | kafka.enable.auto.commit cannot be set: that each event is told at least once rests on it",
        "sasl.jaas.config: hunter2 | kafka.sasl.jaas.config is a secret",
        "acks: all | kafka.acks is no setting of Kafka's consumer",
        "schema.registry.url: registry | kafka.schema.registry.url must be like http://registry:8080",
        "schema.registry.uri: registry | kafka.schema.registry.uri is no setting of Kafka's consumer: did you mean schema.registry.url?",
        "schema.registry.basic.auth.user.info: hunter2 | kafka.schema.registry.basic.auth.user.info is a secret",
        "schema.registry.auto.register: false | kafka.schema.registry.url is missing",
      })
  void shouldTakeOnlySettingsOfKafkaThatKeepItsPromises(String setting, String why) {
    assertThatThrownBy(
            () ->
                read(
                    "kafka: {bootstrap.servers: \"k:9092\", %s}\nsinks: [{name: s, webhook: {url: \"http://h\"}}]"
                        .formatted(setting),
                    Map.of()))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith(file() + ": " + why)
        .message()
        .hasLineCount(1)
        .doesNotContain("hunter2");
  }

  private void assertRefused(String yaml, String why) {
    assertThatThrownBy(
            () -> read("kafka: {bootstrap.servers: \"k:9092\"}\n" + yaml, Map.of("name", "n")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessage(file() + ": " + why);
  }

  private Path file() {
    return folder.resolve("notifier.yaml");
  }

  private NotifierSettings read(String yaml, Map<String, String> overrides) throws Exception {
    Files.writeString(file(), yaml.replace("SECRET", secret.toString()));
    return NotifierSettings.read(file(), overrides);
  }
}
