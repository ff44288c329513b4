/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import static io.auscult.notifier.event.Events.T0;
import static io.auscult.notifier.event.Events.notice;
import static io.auscult.notifier.event.Events.opened;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.auscult.notifier.event.Notice;
import io.auscult.notifier.settings.Connection;
import io.auscult.notifier.settings.SecretFile;
import io.auscult.notifier.settings.WebhookSettings;
import io.auscult.notifier.sink.Receiver.Request;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against Java's own HTTP server. */
@Timeout(60)
class WebhookSinkTest {

  private static final Notice OPENED = notice(opened("fan-1", "a1", T0));
  private static final Change CHANGE = new Change(OPENED, null, List.of(OPENED));

  @TempDir Path folder;

  private Receiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = Receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void shouldPostASignedEventWithTheHeadersThatWereSet() throws Exception {
    // Given
    Path secret = Files.writeString(folder.resolve("secret"), "s3cret\n");
    Path token = Files.writeString(folder.resolve("token"), "Bearer abc\n");
    WebhookSink sink = sink(secret, Map.of("Authorization", new SecretFile(token)));

    // When
    sink.tell(CHANGE);

    // Then
    Request request = receiver.requests().get(0);
    assertThat(request.path()).isEqualTo("/hook");
    assertThat(request.header("Content-type")).isEqualTo("application/cloudevents+json");
    assertThat(request.header("Authorization")).isEqualTo("Bearer abc");
    Instant at = Instant.ofEpochSecond(Long.parseLong(request.header("X-auscult-timestamp")));
    assertThat(Duration.between(at, Instant.now())).isLessThan(Duration.ofMinutes(1));
    assertThat(request.header("X-auscult-signature"))
        .isEqualTo(
            Signature.headers("s3cret", at, request.body().getBytes(UTF_8)).get(Signature.HEADER));
  }

  @Test
  void shouldTakeASecretThatChangedWithoutARestart() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "old");
    WebhookSink sink = sink(null, Map.of("Authorization", new SecretFile(token)));
    sink.tell(CHANGE);

    Files.writeString(token, "new");
    sink.tell(CHANGE);

    assertThat(receiver.requests())
        .extracting(request -> request.header("Authorization"))
        .containsExactly("old", "new");
  }

  @Test
  void shouldGiveUpATryThatStallsWhereverItDoes() {
    receiver.thenStall().thenStallInTheBody();
    WebhookSink sink = sink(null, Map.of());

    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> sink.tell(CHANGE))
          .isInstanceOf(DeliveryException.class)
          .hasMessage("127.0.0.1:%d does not answer within 0.5 s".formatted(receiver.port()));
    }
  }

  @Test
  void shouldSayWhatTheReceiverSaidInOneShortLine() {
    receiver.then(500, "down\nfor " + "x".repeat(10_000));

    assertThatThrownBy(() -> sink(null, Map.of()).tell(CHANGE))
        .hasMessageStartingWith(
            "127.0.0.1:%d answers 500 (down\\nfor xxx".formatted(receiver.port()))
        .message()
        .hasSizeLessThan(300);
  }

  @Test
  void shouldSayThatNobodyListensAndNotWhereItWouldHavePosted() {
    int port = receiver.port();
    receiver.close();
    WebhookSink sink = sink(null, Map.of());

    assertThatThrownBy(sink::open)
        .hasMessageStartingWith("127.0.0.1:%d: nobody listens there".formatted(port));
    assertThatThrownBy(() -> sink.tell(CHANGE))
        .hasMessage("127.0.0.1:%d: nobody listens there".formatted(port))
        .message()
        .doesNotContain("hook");
    assertThat(sink.isOpen()).isFalse();
  }

  @Test
  void shouldNeverRepeatAHeaderThatCannotBeSent() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "abc\u0007secret");

    assertThatThrownBy(
            () -> sink(null, Map.of("Authorization", new SecretFile(token))).tell(CHANGE))
        .hasMessage("the header Authorization: %s is no value of a header".formatted(token));
  }

  private WebhookSink sink(Path secret, Map<String, SecretFile> headers) {
    URI url = receiver.url("/hook");
    return new WebhookSink(
        new WebhookSettings(
            url,
            secret == null ? null : new SecretFile(secret),
            headers,
            new Connection(Duration.ofMillis(500), null)),
        new CloudEvents("/auscult"));
  }
}
