/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.console;

import io.auscult.console.api.ConsoleServer;
import io.auscult.console.promotion.PromotionTrial;
import io.auscult.console.sound.LiveSound;
import io.auscult.console.sound.SoundArchive;
import io.auscult.console.state.Fleet;
import io.auscult.console.state.TopicFollower;
import io.auscult.contracts.LabelBook;
import io.auscult.contracts.MachineRegistry;
import io.auscult.contracts.release.ModelReleases;
import io.auscult.operations.CannotListenException;
import io.auscult.operations.MetricsRegistry;
import java.time.Clock;

/** A running console: it follows the topics and answers browsers. */
public final class Console implements AutoCloseable {

  private final ConsoleSettings settings;
  private final MetricsRegistry metrics;
  private final TopicFollower follower;
  private final SoundArchive archive;
  private final LiveSound live;
  private final ConsoleServer server;

  private volatile boolean closed;

  private Console(
      ConsoleSettings settings,
      MetricsRegistry metrics,
      TopicFollower follower,
      SoundArchive archive,
      LiveSound live,
      ConsoleServer server) {
    this.settings = settings;
    this.metrics = metrics;
    this.follower = follower;
    this.archive = archive;
    this.live = live;
    this.server = server;
  }

  /**
   * Starts it. The topics are there already ({@code auscult topics create}).
   *
   * @param trial what a release must stand before it is the champion
   * @throws CannotListenException if the port is in use, or the address not one of this host
   */
  public static Console start(ConsoleSettings settings, PromotionTrial trial)
      throws CannotListenException {
    Clock clock = Clock.systemUTC();
    Fleet fleet = new Fleet(clock);
    MetricsRegistry metrics = new MetricsRegistry(id -> false);
    SoundArchive archive = new SoundArchive(settings.clientSettings());
    LiveSound live = new LiveSound(settings.clientSettings());
    TopicFollower follower = TopicFollower.start(settings.clientSettings(), fleet);
    ConsoleServer server;
    try {
      server =
          ConsoleServer.start(
              settings.listen(),
              settings.access(),
              fleet,
              follower,
              archive,
              live,
              new MachineRegistry(settings.clientSettings(), settings.patience()),
              new LabelBook(settings.clientSettings(), settings.patience()),
              new ModelReleases(settings.clientSettings(), settings.patience()),
              trial,
              metrics,
              clock);
    } catch (CannotListenException | RuntimeException e) {
      follower.close();
      metrics.close();
      throw e;
    }
    return new Console(settings, metrics, follower, archive, live, server);
  }

  /** The port it answers on. */
  public int port() {
    return server.port();
  }

  /** Where a browser finds it. */
  public String url() {
    return "%s://%s:%d"
        .formatted(
            settings.access().tls() == null ? "http" : "https",
            settings.listen().address().getHostAddress(),
            port());
  }

  /** Whether it still follows the topics. */
  public boolean isAlive() {
    return follower.isAlive();
  }

  /** Whether somebody asked it to end. */
  public boolean isClosed() {
    return closed;
  }

  /** Ends it within a few seconds; again: does nothing. */
  @Override
  public void close() {
    closed = true;
    server.close();
    follower.close();
    live.close();
    archive.close();
    metrics.close();
  }
}
