/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard input, signed integers of 16 bits, the low byte first: {@code arecord -t raw | auscult
 * gateway --stdin}. Its end is the end. Closing what was given ends a read that waits; the sound
 * then goes on, frame by frame, in the next one, so that a pause costs nothing.
 */
public final class StdinSounds implements Sounds {

  private static final String NAME = "standard input";

  private final InputStream in;
  private final PcmFormat format;
  private final PcmStream frames;
  private volatile boolean closed;
  private volatile ReadAhead.@Nullable Reading reading;
  private @Nullable ReadAhead ahead;

  /** What {@code System.in} gives, from when it is first asked for. */
  public StdinSounds(PcmFormat format) {
    this(System.in, format);
  }

  StdinSounds(InputStream in, PcmFormat format) {
    this.in = in;
    this.format = format;
    this.frames = new PcmStream(NAME, format);
  }

  @Override
  public @Nullable SoundSource next() {
    if (ahead == null) {
      ahead = ReadAhead.start(in, "stdin");
    }
    ReadAhead.Reading next = ahead.reading();
    reading = next;
    return closed || ahead.isEmpty() ? null : new Piped(next);
  }

  @Override
  public boolean isLive() {
    return false;
  }

  /** Also ends the sound that it gave: its end is nothing that could be lost. */
  @Override
  public void close() {
    closed = true;
    ReadAhead.Reading last = reading;
    if (last != null) {
      last.callOff();
    }
  }

  private final class Piped implements SoundSource {

    private final ReadAhead.Reading from;

    Piped(ReadAhead.Reading from) {
      this.from = from;
    }

    @Override
    public String name() {
      return NAME;
    }

    @Override
    public PcmFormat format() {
      return format;
    }

    @Override
    public int read(float[] interleaved, int offset, int count) throws IOException {
      return frames.read(from, interleaved, offset, count);
    }

    @Override
    public void close() {
      from.callOff();
    }
  }
}
