/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.publish;

import io.auscult.gateway.spool.SpoolPosition;
import io.auscult.gateway.spool.Spooled;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The records that one producer was given and that Kafka has not acknowledged. Partitions
 * acknowledge each in its own time: the spool is told how far all before have arrived. Thread-safe.
 */
final class UnderWay {

  /**
   * All that is under way may be sent again, and the pipeline remembers a sensor's last four
   * streams: one that it has forgotten would count as new.
   */
  private static final int MOST_STREAMS = 3;

  private static final long WAKE_MILLIS = 500;

  /** A record under way. */
  static final class Sent {
    private final Spooled spooled;
    private final @Nullable String stream;
    private boolean arrived;

    private Sent(Spooled spooled, @Nullable String stream) {
      this.spooled = spooled;
      this.stream = stream;
    }
  }

  private final int most;
  private final Consumer<SpoolPosition> arrivedUpTo;
  private final Deque<Sent> inOrder = new ArrayDeque<>();
  private @Nullable DeliveryFailedException failure;

  /**
   * @param most so many at once
   * @param arrivedUpTo told that a record and all before it have arrived
   */
  UnderWay(int most, Consumer<SpoolPosition> arrivedUpTo) {
    this.most = most;
    this.arrivedUpTo = arrivedUpTo;
  }

  /**
   * Waits for room for the next record of the spool, a moment at most: the caller may have been
   * told to end.
   *
   * @param stream that it is a chunk of; null if it is none
   * @return null if there is no room yet
   * @throws DeliveryFailedException if one of those under way has failed
   */
  @SuppressWarnings("WaitNotInLoop") // The caller's.
  synchronized @Nullable Sent add(Spooled next, @Nullable String stream)
      throws DeliveryFailedException, InterruptedException {
    if (failure == null && !hasRoom(next, stream)) {
      wait(WAKE_MILLIS);
    }
    if (failure != null) {
      throw failure;
    }
    if (!hasRoom(next, stream)) {
      return null;
    }
    Sent sent = new Sent(next, stream);
    inOrder.add(sent);
    return sent;
  }

  private boolean hasRoom(Spooled next, @Nullable String stream) {
    if (inOrder.size() >= most) {
      return false;
    }
    Set<String> streams = new HashSet<>();
    for (Sent sent : inOrder) {
      if (sent.stream != null && sent.spooled.record().sensor().equals(next.record().sensor())) {
        streams.add(sent.stream);
      }
    }
    return stream == null || streams.contains(stream) || streams.size() < MOST_STREAMS;
  }

  /** Kafka has it. */
  synchronized void arrived(Sent sent) {
    sent.arrived = true;
    SpoolPosition upTo = null;
    for (Sent first = inOrder.peek(); first != null && first.arrived; first = inOrder.peek()) {
      upTo = first.spooled.position();
      inOrder.remove();
    }
    if (upTo != null) {
      arrivedUpTo.accept(upTo);
      notifyAll();
    }
  }

  /** Kafka does not take one. */
  synchronized void failed(DeliveryFailedException cause) {
    if (failure == null) {
      failure = cause;
      notifyAll();
    }
  }

  /**
   * Makes sure that none has failed.
   *
   * @throws DeliveryFailedException the first failure
   */
  synchronized void requireHealthy() throws DeliveryFailedException {
    if (failure != null) {
      throw failure;
    }
  }
}
