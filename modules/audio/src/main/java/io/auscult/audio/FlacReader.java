/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jflac.FLACDecoder;
import org.jflac.frame.Frame;
import org.jflac.metadata.StreamInfo;
import org.jspecify.annotations.Nullable;

/**
 * FLAC through jflac's decoder class; its Java Sound provider converts at most two channels. jflac
 * is fed by {@link FlacFrames}, which keeps everything from it that it handles badly. (One thing is
 * left: it prints a line to standard output for each escape-coded partition. They are allowed, but
 * neither ffmpeg nor, unless told to, flac writes them.)
 */
final class FlacReader implements AudioReader {

  private static final int MAX_BITS = 24;

  private final String name;
  private final FlacFrames frames;
  private final FLACDecoder decoder;
  private final PcmFormat format;
  private final int bits;

  /** Samples per channel, or 0 when the file does not say. */
  private final long total;

  private final float scale;
  private long decoded;
  private int blockSize;
  private int blockPosition;

  /** Reads up to the first sample. */
  FlacReader(String name, InputStream in) throws IOException {
    this.name = name;
    frames = new FlacFrames(name, in);
    decoder = new FLACDecoder(frames);
    StreamInfo info = streamInfo();
    bits = info.getBitsPerSample();
    if (bits > MAX_BITS) {
      throw new UnreadableAudioException(
          name,
          "has samples of "
              + bits
              + " bits, FLAC is read up to 24; convert it, for example with"
              + " ffmpeg -i in.flac -sample_fmt s16 out.flac");
    }
    if (info.getSampleRate() < 1 || bits < 4) {
      throw new UnreadableAudioException(
          name, "has a damaged FLAC header; copy or record it again");
    }
    format = new PcmFormat(info.getSampleRate(), info.getChannels());
    total = info.getTotalSamples();
    scale = 1f / (1 << (bits - 1));
  }

  @Override
  public PcmFormat format() {
    return format;
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) throws IOException {
    int channels = format.channels();
    Objects.checkFromIndexSize(offset, Math.multiplyExact(frames, channels), interleaved.length);
    if (frames < 1) {
      throw new IllegalArgumentException("frames must be at least 1, but is " + frames);
    }
    if (blockPosition == blockSize && !decodeBlock()) {
      return -1;
    }
    int count = Math.min(frames, blockSize - blockPosition);
    for (int channel = 0; channel < channels; channel++) {
      int[] samples = decoder.getChannelData()[channel].getOutput();
      int to = offset + channel;
      for (int i = blockPosition; i < blockPosition + count; i++) {
        interleaved[to] = samples[i] * scale;
        to += channels;
      }
    }
    blockPosition += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    frames.close();
  }

  private boolean decodeBlock() throws IOException {
    if (total > 0 && decoded >= total) {
      return false;
    }
    Frame frame;
    try {
      frame = decoder.readNextFrame();
    } catch (IOException e) {
      throw UnreadableAudioException.of(name, e);
    } catch (RuntimeException e) {
      // The checksum held, so the encoder wrote nonsense; jflac trips over it in many ways.
      throw damaged(e);
    }
    if (frame == null) {
      if (decoder.getBadFrames() > 0) {
        throw damaged(null);
      }
      if (decoded < total) {
        throw new UnreadableAudioException(
            name,
            "is cut off: %d of its %d samples are there; copy or record it again"
                .formatted(decoded, total));
      }
      return false;
    }
    if (decoder.getBadFrames() > 0
        || frame.header.channels != format.channels()
        || frame.header.bitsPerSample != bits
        || frame.header.sampleRate != format.sampleRate()) {
      throw damaged(null);
    }
    blockSize = frame.header.blockSize;
    blockPosition = 0;
    decoded += blockSize;
    return true;
  }

  private StreamInfo streamInfo() throws IOException {
    try {
      return decoder.readStreamInfo();
    } catch (EOFException e) {
      throw new UnreadableAudioException(name, "has no FLAC header; copy or record it again", e);
    } catch (RuntimeException e) {
      throw damaged(e);
    }
  }

  private UnreadableAudioException damaged(@Nullable RuntimeException cause) {
    return new UnreadableAudioException(
        name, "is damaged near sample " + decoded + "; copy or record it again", cause);
  }
}
