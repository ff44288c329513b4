/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.notifier.sink;

import io.auscult.notifier.event.Notice;
import io.auscult.notifier.event.Summary;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who is told. A call is one try of bounded length; if it fails, it is made again. Not
 * thread-safe.
 */
public interface Sink extends AutoCloseable {

  /**
   * Connects, or makes sure, as far as that can be told without telling anything, that it can be
   * reached.
   */
  void open() throws DeliveryException, InterruptedException;

  /** Whether it was opened, and nothing is known to have ended that. */
  boolean isOpen();

  /** Tells of an event; returns when it has been taken. */
  void tell(Change change) throws DeliveryException, InterruptedException;

  /** The event is beyond the limit and not told: brings up to date only what is known as state. */
  void limited(Change change) throws DeliveryException, InterruptedException;

  /** Tells of the events that were beyond the limit. */
  void summarize(Summary summary) throws DeliveryException, InterruptedException;

  /** So often it wants to hear what is open; null for never. */
  @Nullable Duration refreshEvery();

  /** Tells once more what is open. */
  void refresh(Collection<Notice> open) throws DeliveryException, InterruptedException;

  /**
   * Tries it for a person: sends what changes nothing.
   *
   * @return what was found, in one line
   */
  String check() throws DeliveryException, InterruptedException;

  @Override
  void close();
}
