/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.CertificateExpiredException;
import java.util.Set;
import javax.net.ssl.SSLHandshakeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;

/** What Kafka's security refuses, as a line for a person. */
class RefusalTest {

  private final TopicAuthorizationException topic =
      new TopicAuthorizationException(Set.of("auscult.scores"));

  @Test
  void shouldTellReadingFromWritingByWhatWasDone() {
    assertThat(Refusal.explain(new KafkaException("poll", topic), "p-*"))
        .contains("this user has no READ on the topic auscult.scores, see docs/security.md");
    assertThat(
            Refusal.explain(
                new KafkaException(
                    "thread",
                    new KafkaException("Error encountered sending record to topic x", topic)),
                "p-*"))
        .contains("this user has no WRITE on the topic auscult.scores, see docs/security.md");
    assertThat(Refusal.explain(new KafkaException("Could not create topic p-x.", topic), "p-*"))
        .contains("this user has no CREATE on the topic p-x, see docs/security.md");
  }

  @Test
  void shouldNameGroupsAndTransactionalIds() {
    assertThat(Refusal.explain(GroupAuthorizationException.forGroupId("g-1"), "p-*"))
        .contains("this user has no READ on the consumer group g-1, see docs/security.md");
    assertThat(Refusal.explain(new TransactionalIdAuthorizationException("no"), "p-*"))
        .contains("this user has no WRITE on the transactional id p-*, see docs/security.md");
  }

  @Test
  void shouldTellPasswordsFromCertificates() {
    assertThat(Refusal.explain(new SaslAuthenticationException("invalid credentials"), "p"))
        .hasValueSatisfying(line -> assertThat(line).contains("its password is another"));
    assertThat(tls(new SSLHandshakeException("Received fatal alert: unknown_ca")))
        .contains("does not accept this client's certificate")
        .endsWith("(unknown_ca)");
    assertThat(tls(new CertificateExpiredException("NotAfter: yesterday")))
        .isEqualTo("the broker's certificate has expired (NotAfter: yesterday)");
    assertThat(tls(new SSLHandshakeException("No name matching kafka-1 found")))
        .contains("for another host");
    assertThat(tls(new SSLHandshakeException("PKIX path building failed: none")))
        .contains("signed by nobody in ssl.truststore.location");
  }

  private static String tls(Exception cause) {
    return Refusal.explain(
            new SslAuthenticationException("SSL handshake failed", cause), "READ", "p")
        .orElseThrow();
  }

  @Test
  void shouldLeaveOtherFailuresAlone() {
    assertThat(Refusal.explain(new TimeoutException("late"), "p")).isEmpty();
  }
}
