/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.contracts.AudioChunk;
import io.auscult.contracts.HealthState;
import io.auscult.contracts.SensorHealth;
import io.auscult.gateway.capture.CaptureListener;
import io.auscult.gateway.capture.CaptureRules;
import io.auscult.gateway.capture.Feed;
import io.auscult.gateway.capture.Gateway;
import io.auscult.gateway.publish.ChunkPublisher;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Plays sound files to Kafka at once, without a spool: the files are still there if it fails. */
final class FilePlayback implements CaptureListener {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final AtomicLong published = new AtomicLong();

  private FilePlayback() {}

  /**
   * Plays all to their end.
   *
   * @return chunks published
   */
  static long play(List<Feed> feeds, Map<String, Object> clientSettings)
      throws IOException, InterruptedException {
    FilePlayback playback = new FilePlayback();
    try (ChunkPublisher publisher = ChunkPublisher.connect(clientSettings, CONNECT_TIMEOUT)) {
      System.err.printf("publishing %d machines%n", feeds.size());
      try (Gateway gateway = Gateway.start(feeds, CaptureRules.standard(), publisher, playback)) {
        Runtime.getRuntime().addShutdownHook(new Thread(gateway::close, "gateway-stop"));
        gateway.awaitEnd();
      }
    }
    return playback.published.get();
  }

  @Override
  public void published(AudioChunk chunk) {
    published.incrementAndGet();
  }

  @Override
  public void health(SensorHealth health) {
    if (health.getState() == HealthState.BEGIN) {
      System.err.printf("%s: %s%n", health.getSubject(), health.getDetail());
    }
  }
}
