/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.service;

import io.auscult.gateway.capture.SourceState;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How a gateway is at present. Thread-safe. */
final class GatewayStatus {

  /** One that gave sound up so recently still does. */
  private static final long LOSING_NANOS = Duration.ofMinutes(1).toNanos();

  private static final String NOT_YET = "no connection yet";

  private final LongSupplier nanoTime;
  private final Map<String, SourceState> sources = new TreeMap<>();
  private final Set<String> ended = new HashSet<>();
  private @Nullable String kafkaFailure = NOT_YET;
  private @Nullable Long lostAt;

  GatewayStatus(Collection<String> sources, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    sources.forEach(source -> this.sources.put(source, SourceState.HEALTHY));
  }

  synchronized void changed(String source, SourceState state) {
    sources.put(source, state);
  }

  /** There will be no more sound of a source, as was to be expected. */
  synchronized void ended(String source) {
    ended.add(source);
  }

  /**
   * Notes whether Kafka takes what is sent.
   *
   * @param why Kafka takes nothing; null: it does
   * @return whether that is news
   */
  synchronized boolean kafka(@Nullable String why) {
    boolean isNews = !Objects.equals(kafkaFailure, why);
    kafkaFailure = why;
    return isNews;
  }

  /** Sound was given up. */
  synchronized void lost() {
    lostAt = nanoTime.getAsLong();
  }

  synchronized Map<String, SourceState> sources() {
    return new TreeMap<>(sources);
  }

  synchronized boolean hasEnded(String source) {
    return ended.contains(source);
  }

  /** Why Kafka takes nothing; null: it does. */
  synchronized @Nullable String kafkaFailure() {
    return kafkaFailure;
  }

  /** Whether it was tried in vain to send something. */
  synchronized boolean hasKafkaFailed() {
    return kafkaFailure != null && !kafkaFailure.equals(NOT_YET);
  }

  synchronized boolean isLosing() {
    return lostAt != null && nanoTime.getAsLong() - lostAt < LOSING_NANOS;
  }
}
