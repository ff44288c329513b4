/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.auscult.contracts.BrokerUnavailableException;
import io.auscult.contracts.TopicAdmin;
import io.auscult.contracts.TopicLayout;
import io.auscult.sandbox.EmbeddedKafka;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker, with holders that are processes where they die. */
class LeaseIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The shortest that brokers allow. */
  private static final Duration SESSION = Duration.ofSeconds(6);

  /** So short that a holder that is well cannot lose it in between. */
  private static final Duration A_WHILE = Duration.ofSeconds(1);

  @TempDir static Path folder;
  private static EmbeddedKafka kafka;

  @BeforeAll
  static void start() throws Exception {
    kafka = EmbeddedKafka.start(folder);
    try (TopicAdmin admin = TopicAdmin.connect(client(), PATIENCE)) {
      admin.create(TopicLayout.standard());
    }
  }

  @AfterAll
  static void stop() {
    kafka.close();
  }

  private static Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.bootstrapServers());
  }

  @Test
  void shouldBeHeldByOneAtATimeAndPassedOnWhenItIsClosed() throws Exception {
    AtomicInteger losses = new AtomicInteger();
    Lease first = Lease.open(client(), "one", SESSION);
    first.onLost(losses::incrementAndGet);
    try {
      assertThat(first.awaitHeld(PATIENCE)).isTrue();
      try (Lease second = Lease.open(client(), "one", SESSION)) {
        // Longer than the rebalance that its joining begins.
        assertThat(second.awaitHeld(SESSION)).isFalse();
        assertThat(first.isHeld()).isTrue();

        first.close();

        assertThat(first.isHeld()).isFalse();
        assertThat(second.awaitHeld(PATIENCE)).isTrue();
        assertThat(losses).as("closing is no loss").hasValue(0);
        assertThat(first.awaitHeld(A_WHILE)).isFalse();
      }
    } finally {
      first.close();
    }
  }

  @Test
  void shouldNotMixLeasesOfOtherNames() throws Exception {
    try (Lease first = Lease.open(client(), "ours", SESSION);
        Lease second = Lease.open(client(), "theirs", SESSION)) {
      assertThat(first.awaitHeld(PATIENCE)).isTrue();
      assertThat(second.awaitHeld(PATIENCE)).isTrue();
    }
  }

  @Test
  void shouldPassOnTheLeaseOfAProcessThatDied() throws Exception {
    try (LeaseProcess dying = LeaseProcess.start(kafka.bootstrapServers(), "died", SESSION)) {
      await().atMost(PATIENCE).until(() -> dying.lines().contains("held"));
      try (Lease other = Lease.open(client(), "died", SESSION)) {
        assertThat(other.awaitHeld(A_WHILE)).isFalse();

        dying.kill();

        assertThat(other.awaitHeld(PATIENCE)).isTrue();
      }
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "no process can be made to stand still there")
  void shouldTellAProcessThatStoodStillThatAnotherOneHasItsLease() throws Exception {
    try (LeaseProcess slow = LeaseProcess.start(kafka.bootstrapServers(), "paused", SESSION)) {
      await().atMost(PATIENCE).until(() -> slow.lines().contains("held"));
      try (Lease other = Lease.open(client(), "paused", SESSION)) {
        slow.pause();
        assertThat(other.awaitHeld(PATIENCE)).isTrue();

        slow.goOn();

        await().atMost(PATIENCE).until(() -> slow.lines().contains("lost, holds: false"));
        assertThat(other.isHeld()).isTrue();
      }
    }
  }

  @Test
  void shouldBeLostWhenTheBrokerIsAway(@TempDir Path data) throws Exception {
    AtomicInteger losses = new AtomicInteger();
    EmbeddedKafka away = EmbeddedKafka.start(data);
    try {
      Map<String, Object> settings = Map.of("bootstrap.servers", away.bootstrapServers());
      try (TopicAdmin admin = TopicAdmin.connect(settings, PATIENCE)) {
        admin.create(TopicLayout.standard());
      }
      try (Lease lease = Lease.open(settings, "away", SESSION)) {
        lease.onLost(losses::incrementAndGet);
        assertThat(lease.awaitHeld(PATIENCE)).isTrue();

        away.close();

        await().atMost(PATIENCE).until(() -> losses.get() == 1);
        assertThat(lease.isHeld()).isFalse();
      }
    } finally {
      away.close();
    }
  }

  @Test
  void shouldSayInOneLineThatNoBrokerAnswers() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Map<String, Object> settings = Map.of("bootstrap.servers", "127.0.0.1:" + port);

    assertThatThrownBy(() -> Lease.open(settings, "nobody"))
        .isInstanceOf(BrokerUnavailableException.class)
        .hasMessageStartingWith("No Kafka broker answered at 127.0.0.1:" + port);
  }
}
