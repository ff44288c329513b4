/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts;

import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/**
 * Why Kafka's security refuses something, in one line for a person: which right, which password or
 * which certificate, and what to look at.
 */
public final class Refusal {

  private static final int MOST_CAUSES = 20;
  private static final String ALERT = "Received fatal alert: ";
  private static final Pattern WRITING = Pattern.compile("sending record|transaction");
  private static final Pattern CREATION = Pattern.compile("Could not create topic (\\S+)\\.");

  private Refusal() {}

  /**
   * Explains a failure of a program that reads and writes many topics: what Kafka's clients say
   * tells which of them it was, and what for.
   *
   * @param transactionalId which one is used: Kafka does not say
   * @return empty if security is not the reason
   */
  public static Optional<String> explain(Throwable failure, String transactionalId) {
    boolean writes = chain(failure).stream().anyMatch(each -> WRITING.matcher(said(each)).find());
    return explain(failure, writes ? "WRITE" : "READ", transactionalId);
  }

  /**
   * Explains a failure.
   *
   * @param failure or any of its causes may be Kafka's refusal
   * @param operation what was tried, as access control lists call it, for example {@code READ}
   * @param transactionalId which one was used: Kafka does not say
   * @return empty if security is not the reason
   */
  public static Optional<String> explain(
      Throwable failure, String operation, String transactionalId) {
    List<Throwable> chain = chain(failure);
    for (Throwable each : chain) {
      if (each instanceof AuthorizationException refused) {
        return Optional.of(
            right(refused, chain, operation, transactionalId) + ", see docs/security.md");
      }
      if (each instanceof SslAuthenticationException) {
        return Optional.of(certificate(chain));
      }
      if (each instanceof AuthenticationException) {
        return Optional.of(
            "Kafka does not know this user, or its password is another: check security.protocol,"
                + " sasl.mechanism and sasl.jaas.config (%s)".formatted(said(each)));
      }
    }
    return Optional.empty();
  }

  /** What Kafka refuses, and where that is not for security, the failure's own message. */
  static String explainOr(Throwable failure, String operation) {
    return explain(failure, operation, "of this program").orElseGet(() -> said(failure));
  }

  private static List<Throwable> chain(Throwable failure) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable e = failure; e != null && chain.size() < MOST_CAUSES; e = e.getCause()) {
      chain.add(e);
    }
    return chain;
  }

  private static String right(
      AuthorizationException refused,
      List<Throwable> chain,
      String operation,
      String transactionalId) {
    if (refused instanceof TopicAuthorizationException topics) {
      return topic(topics, chain, operation);
    }
    if (refused instanceof GroupAuthorizationException group) {
      return "this user has no READ on the consumer group" + name(group.groupId());
    }
    if (refused instanceof TransactionalIdAuthorizationException) {
      return "this user has no WRITE on the transactional id " + transactionalId;
    }
    return refused instanceof ClusterAuthorizationException
        ? "this user has no right to that on the cluster (%s)".formatted(said(refused))
        : said(refused);
  }

  private static String topic(
      TopicAuthorizationException refused, List<Throwable> chain, String operation) {
    for (Throwable each : chain) {
      Matcher creation = CREATION.matcher(said(each));
      if (creation.find()) {
        return "this user has no CREATE on the topic " + creation.group(1);
      }
    }
    String names = String.join(", ", new TreeSet<>(refused.unauthorizedTopics()));
    return "this user has no %s on %s"
        .formatted(
            operation.equals("DESCRIBE") ? "DESCRIBE (READ and WRITE include it)" : operation,
            names.isEmpty() ? "that topic" : "the topic " + names);
  }

  private static String name(String groupId) {
    return groupId == null ? "" : " " + groupId;
  }

  private static String certificate(List<Throwable> chain) {
    String root = said(chain.get(chain.size() - 1));
    for (Throwable each : chain) {
      String text = said(each);
      if (each instanceof CertificateExpiredException) {
        return "the broker's certificate has expired (%s)".formatted(text);
      }
      if (text.contains(ALERT)) {
        return "the broker does not accept this client's certificate: check ssl.keystore.location (%s)"
            .formatted(text.substring(text.indexOf(ALERT) + ALERT.length()));
      }
      if (text.contains("No subject alternative") || text.contains("No name matching")) {
        return "the broker's certificate is for another host: bootstrap.servers and advertised.listeners"
            + " must have a name that is in it (%s)".formatted(text);
      }
    }
    return root.contains("unable to find valid certification path")
            || root.contains("PKIX path building failed")
        ? "the broker's certificate is signed by nobody in ssl.truststore.location (%s)"
            .formatted(root)
        : "no secure connection: check ssl.truststore.* and ssl.keystore.* (%s)".formatted(root);
  }

  private static String said(Throwable e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("").strip();
  }
}
