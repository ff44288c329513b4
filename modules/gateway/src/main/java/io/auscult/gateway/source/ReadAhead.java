/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream on a thread of its own, a little ahead. A read of standard input cannot be ended
 * from outside; a wait for this thread can.
 */
final class ReadAhead {

  private static final int CAPACITY = 1 << 16;
  private static final int PIECE = 1 << 13;

  private final InputStream in;

  /** A ring: filled bytes from first on. */
  private final byte[] ring = new byte[CAPACITY];

  private int first;
  private int filled;
  private boolean ended;
  private @Nullable IOException failure;
  private boolean failureTold;

  private ReadAhead(InputStream in) {
    this.in = in;
  }

  /** Begins to read. The thread ends with the stream; it keeps no program from ending. */
  static ReadAhead start(InputStream in, String threadName) {
    ReadAhead ahead = new ReadAhead(in);
    Thread thread = new Thread(ahead::run, threadName);
    thread.setDaemon(true);
    thread.start();
    return ahead;
  }

  private void run() {
    byte[] piece = new byte[PIECE];
    try {
      int read = in.read(piece);
      while (read >= 0) {
        put(piece, read);
        read = in.read(piece);
      }
      end(null);
    } catch (IOException e) {
      end(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(null);
    }
  }

  private synchronized void put(byte[] piece, int length) throws InterruptedException {
    while (CAPACITY - filled < length) {
      wait();
    }
    int at = (first + filled) % CAPACITY;
    int beforeTurn = Math.min(length, CAPACITY - at);
    System.arraycopy(piece, 0, ring, at, beforeTurn);
    System.arraycopy(piece, beforeTurn, ring, 0, length - beforeTurn);
    filled += length;
    notifyAll();
  }

  private synchronized void end(@Nullable IOException cause) {
    ended = true;
    failure = cause;
    notifyAll();
  }

  /** Whether the stream has ended and all of it was read, the reason of its failure too. */
  synchronized boolean isEmpty() {
    return ended && filled == 0 && (failure == null || failureTold);
  }

  /** A wait that can be called off. */
  final class Reading implements PcmStream.Bytes {

    private boolean calledOff;

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      synchronized (ReadAhead.this) {
        while (filled == 0 && !ended && !calledOff) {
          await();
        }
        if (calledOff) {
          return 0;
        }
        if (filled == 0) {
          if (failure != null) {
            failureTold = true;
            throw new IOException("standard input: " + failure.getMessage(), failure);
          }
          return -1;
        }
        int count = Math.min(Math.min(length, filled), CAPACITY - first);
        System.arraycopy(ring, first, bytes, offset, count);
        first = (first + count) % CAPACITY;
        filled -= count;
        ReadAhead.this.notifyAll();
        return count;
      }
    }

    private void await() throws IOException {
      try {
        ReadAhead.this.wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }

    /** Ends a read, now and later; from any thread. Nothing is lost to the next reading. */
    void callOff() {
      synchronized (ReadAhead.this) {
        calledOff = true;
        ReadAhead.this.notifyAll();
      }
    }
  }

  /** Reads on where the last reading was called off. */
  Reading reading() {
    return new Reading();
  }
}
