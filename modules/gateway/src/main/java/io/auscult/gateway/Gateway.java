/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway;

import io.auscult.contracts.AudioChunk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Publishes what many sensors hear, on one thread: that of {@link #run}.
 *
 * <p>All feeds start at once. A chunk leaves when its last sample would have been captured; the
 * next one is made ready meanwhile. At another speed than real time the capture times in the chunks
 * keep the sound's own pace, and so leave the wall clock behind.
 */
public final class Gateway {

  private final List<Feed> feeds;
  private final ChunkSink sink;
  private final Pacer pacer;
  private final GatewayListener listener;
  private final AtomicLong published = new AtomicLong();

  /**
   * @param feeds at least one, of different machines
   */
  public Gateway(List<Feed> feeds, ChunkSink sink, Pacer pacer, GatewayListener listener) {
    if (feeds.isEmpty()) {
      throw new IllegalArgumentException("a gateway needs at least one feed");
    }
    Set<String> machines = new HashSet<>();
    for (Feed feed : feeds) {
      if (!machines.add(feed.machineId())) {
        throw new IllegalArgumentException("the machine " + feed.machineId() + " has two feeds");
      }
    }
    this.feeds = List.copyOf(feeds);
    this.sink = sink;
    this.pacer = pacer;
    this.listener = listener;
  }

  private record Turn(FeedPlayer player, int order, FeedPlayer.Second second) {
    Duration due() {
      return second.endsAfter();
    }
  }

  /**
   * Publishes until every feed has ended or {@link #stop} is called. Can be called once.
   *
   * @throws IOException if a sound cannot be read or a chunk not be published; the message is one
   *     line. Nothing is published after that
   */
  public void run() throws IOException, InterruptedException {
    Instant startedAt = pacer.start();
    List<FeedPlayer> players = feeds.stream().map(feed -> new FeedPlayer(feed, startedAt)).toList();
    try {
      play(players);
    } finally {
      close(players);
    }
  }

  private void play(List<FeedPlayer> players) throws IOException, InterruptedException {
    PriorityQueue<Turn> turns =
        new PriorityQueue<>(Comparator.comparing(Turn::due).thenComparing(Turn::order));
    for (int i = 0; i < players.size(); i++) {
      prepare(turns, players.get(i), i);
    }
    while (!turns.isEmpty()) {
      Turn turn = turns.remove();
      if (!pacer.await(turn.due())) {
        return;
      }
      for (AudioChunk chunk : turn.second().chunks()) {
        sink.publish(chunk);
        published.incrementAndGet();
        listener.published(chunk);
      }
      prepare(turns, turn.player(), turn.order());
    }
  }

  private void prepare(PriorityQueue<Turn> turns, FeedPlayer player, int order) throws IOException {
    FeedPlayer.Second second = player.next();
    if (second == null) {
      listener.ended(player.feed().machineId());
    } else {
      turns.add(new Turn(player, order, second));
    }
  }

  private static void close(List<FeedPlayer> players) throws IOException {
    List<IOException> failures = new ArrayList<>();
    for (FeedPlayer player : players) {
      try {
        player.close();
      } catch (IOException e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
  }

  /** Lets {@link #run} end after the chunk at hand; from any thread. */
  public void stop() {
    pacer.callOff();
  }

  /** Chunks handed over to the sink so far; from any thread. */
  public long published() {
    return published.get();
  }
}
