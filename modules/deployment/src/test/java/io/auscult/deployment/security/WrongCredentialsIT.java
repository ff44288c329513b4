/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.deployment.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who cannot prove who they are, and brokers that cannot: each is told why, in one line. */
class WrongCredentialsIT {

  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String PASSWORD = "Kafka-pass-0c4d77e15b";
  private static final String WRONG_PASSWORD = "Wrong-pass-93b0a1ff2e";

  @TempDir static Path folder;
  private static SecuredKafka kafka;

  private static Map<String, String> good;
  private static Map<String, String> wrongPassword;

  @BeforeAll
  static void start() throws Exception {
    kafka = SecuredKafka.start(folder, PASSWORD, "gateway");
    kafka.user("topics", Right.of("topics"));
    kafka.allow("User:CN=gateway", Right.of("gateway"));
    kafka.allow("User:CN=expired-client", Right.of("gateway"));
    good = kafka.client("topics");
    wrongPassword = kafka.clientWithPassword("topics", WRONG_PASSWORD);
    assertThat(create(good, "good").exitCode()).isZero();
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            "password",
            wrongPassword,
            "Kafka does not know this user, or its password is another: check security.protocol"),
        Arguments.of(
            "authority",
            kafka.clientTrustingAliens("topics"),
            "the broker's certificate is signed by nobody in ssl.truststore.location"),
        Arguments.of(
            "expired",
            kafka.clientOfExpiredBroker("topics"),
            "the broker's certificate has expired"),
        Arguments.of(
            "host",
            kafka.clientOfOtherHost("topics"),
            "the broker's certificate is for another host"),
        Arguments.of(
            "alien-client",
            kafka.certified("alien-client"),
            "the broker does not accept this client's certificate"),
        Arguments.of(
            "expired-client",
            kafka.certified("expired-client"),
            "the broker does not accept this client's certificate"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void shouldSayWhatIsWrongInOneLine(String name, Map<String, String> client, String expected)
      throws Exception {
    try (AuscultProcess command = create(client, name)) {
      assertThat(command.exitCode()).isEqualTo(1);
      assertThat(command.out()).isEmpty();
      assertThat(command.errors().strip())
          .startsWith("auscult: Kafka at ")
          .contains(expected)
          .doesNotContain(PASSWORD, WRONG_PASSWORD)
          .hasLineCount(1);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("refused")
  void shouldSayItBeforeAGatewayIsStartedAndWhileItRuns(
      String name, Map<String, String> client, String expected) throws Exception {
    // Given
    Path config =
        Files.writeString(
            folder.resolve("gateway-" + name + ".yaml"),
            """
            name: %s
            kafka: %s
            spool: {folder: 'spool-%s'}
            http: {port: 0}
            sources:
              - {name: simulation, simulated: {type: FAN, id: 0}, machine: fan-0}
            """
                .formatted(name, SecuredKafka.yaml(client, true), name));

    // When
    try (AuscultProcess check = gateway(name, config, "--check");
        AuscultProcess running = gateway(name + "-running", config)) {

      // Then
      assertThat(check.exitCode()).isEqualTo(1);
      assertThat(check.errors()).contains("FAIL  kafka").contains(expected);
      await().atMost(PATIENCE).until(() -> running.errors().contains(expected));
      assertThat(running.isAlive()).isTrue();
      assertThat(check.errors() + running.errors())
          .doesNotContain(PASSWORD, WRONG_PASSWORD, "\tat ");
    }
  }

  @Test
  void shouldLetInWhoShowsACertificateOfThePlant() throws Exception {
    try (AuscultProcess command = create(kafka.certified("gateway"), "certified")) {
      assertThat(command.exitCode()).isEqualTo(1);
      assertThat(command.errors()).contains("this user has no ");
    }
  }

  private static AuscultProcess create(Map<String, String> client, String name) throws Exception {
    return AuscultProcess.start(
        folder,
        name,
        Map.of(),
        List.of("topics", "create", "--config", kafka.config(name, client).toString()));
  }

  private static AuscultProcess gateway(String name, Path config, String... options)
      throws Exception {
    return AuscultProcess.start(
        folder,
        "gateway-" + name,
        Map.of(),
        Stream.concat(Stream.of("gateway", "--config", config.toString()), Stream.of(options))
            .toList());
  }
}
