/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What another program writes to standard input, {@code arecord} for example. Its end is the end:
 * nobody can open it again.
 */
public final class StandardInput implements Sounds {

  private final PcmFormat format;
  private final Relay relay;
  private boolean isGiven;

  /**
   * @param in read by nobody else
   */
  public StandardInput(PcmFormat format, InputStream in) {
    this.format = format;
    this.relay = new Relay(in);
  }

  @Override
  public @Nullable SoundSource next() {
    if (isGiven) {
      return null;
    }
    isGiven = true;
    relay.start();
    return new PcmStream("standard input", format, relay, relay);
  }

  @Override
  public boolean isLive() {
    return false;
  }

  @Override
  public void close() {
    relay.close();
  }

  /**
   * A read of standard input cannot be called off: it is done by a thread that may be left to it.
   */
  private static final class Relay extends InputStream {
    private static final int PIECE_BYTES = 1 << 14;
    private static final int MOST_PIECES = 64;
    private static final long POLL_MILLIS = 100;
    private static final byte[] END = new byte[0];

    private final InputStream in;
    private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(MOST_PIECES);
    private volatile boolean closed;
    private volatile @Nullable IOException failure;
    private byte[] piece = END;
    private int given;
    private boolean isAtEnd;

    Relay(InputStream in) {
      this.in = in;
    }

    void start() {
      Thread thread = new Thread(this::run, "standard-input");
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      byte[] bytes = new byte[PIECE_BYTES];
      try {
        for (int read = in.read(bytes); read >= 0 && !closed; read = in.read(bytes)) {
          if (read > 0) {
            pieces.put(Arrays.copyOf(bytes, read));
          }
        }
        pieces.put(END);
      } catch (IOException e) {
        failure = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      while (given == piece.length && !isAtEnd) {
        takeNext();
      }
      if (isAtEnd) {
        return -1;
      }
      int count = Math.min(length, piece.length - given);
      System.arraycopy(piece, given, bytes, offset, count);
      given += count;
      return count;
    }

    @SuppressWarnings("ReferenceEquality") // The end is told by an array of its own.
    private void takeNext() throws IOException {
      try {
        byte[] next = pieces.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null) {
          piece = next;
          given = 0;
          isAtEnd = next == END;
        } else if (closed) {
          isAtEnd = true;
        } else if (failure != null) {
          throw new IOException("standard input cannot be read: " + failure.getMessage(), failure);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        isAtEnd = true;
      }
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
