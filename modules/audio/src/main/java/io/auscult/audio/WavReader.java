/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * RIFF/WAVE. Not through javax.sound.sampled: that asks every installed provider, jflac's too,
 * which prints to the console, and it takes a file that is cut off for a shorter one.
 */
final class WavReader implements AudioReader {

  private static final int BLOCK_FRAMES = 4_096;
  private static final int MAX_CHANNELS = 256;
  private static final int FORMAT_CHUNK_BYTES = 16;
  private static final int EXTENSIBLE_CHUNK_BYTES = 40;
  private static final int SUBFORMAT_OFFSET = 24;
  private static final int TAG_EXTENSIBLE = 0xFFFE;

  /** What programs write that do not know the length yet, because they write into a pipe. */
  private static final long LENGTH_UNKNOWN = 0xFFFFFFFFL;

  private final String name;
  private final InputStream in;
  private final long fileBytes;
  private final WavEncoding encoding;
  private final PcmFormat format;
  private final byte[] block;
  private long position;
  private long framesLeft;
  private long framesRead;

  /** Reads up to the first sample. */
  WavReader(String name, InputStream in, long fileBytes) throws IOException {
    this.name = name;
    this.in = in;
    this.fileBytes = fileBytes;
    ByteBuffer riff = take(12, "its header");
    if (!"WAVE".equals(tag(riff, 8))) {
      throw unreadable("is a RIFF file, but not WAVE; convert it, for example with ffmpeg");
    }
    ByteBuffer fmt = take(seek("fmt "), "its format");
    if (fmt.capacity() < FORMAT_CHUNK_BYTES) {
      throw unreadable("has a format description of only " + fmt.capacity() + " bytes" + DAMAGED);
    }
    int channels = Short.toUnsignedInt(fmt.getShort(2));
    int sampleRate = fmt.getInt(4);
    int bits = Short.toUnsignedInt(fmt.getShort(14));
    if (channels < 1 || channels > MAX_CHANNELS || sampleRate < 1) {
      throw unreadable(
          "claims %d channels at %s Hz%s"
              .formatted(channels, Integer.toUnsignedString(sampleRate), DAMAGED));
    }
    encoding = encoding(fmt, bits);
    format = new PcmFormat(sampleRate, channels);
    int frameBytes = channels * encoding.bytes();
    long dataBytes = seekData();
    framesLeft = dataBytes / frameBytes;
    block = new byte[BLOCK_FRAMES * frameBytes];
  }

  private static final String DAMAGED = "; the file is damaged, copy or record it again";

  @Override
  public PcmFormat format() {
    return format;
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) throws IOException {
    Objects.checkFromIndexSize(
        offset, Math.multiplyExact(frames, format.channels()), interleaved.length);
    if (frames < 1) {
      throw new IllegalArgumentException("frames must be at least 1, but is " + frames);
    }
    if (framesLeft == 0) {
      return -1;
    }
    int count = (int) Math.min(Math.min(frames, BLOCK_FRAMES), framesLeft);
    int samples = count * format.channels();
    int bytes = samples * encoding.bytes();
    try {
      if (in.readNBytes(block, 0, bytes) < bytes) {
        throw unreadable("became shorter while it was read" + DAMAGED);
      }
    } catch (IOException e) {
      throw UnreadableAudioException.of(name, e);
    }
    int bad = encoding.decode(block, interleaved, offset, samples);
    if (bad >= 0) {
      throw unreadable(
          "sample %d of channel %d is not a finite number%s"
              .formatted(
                  framesRead + bad / format.channels(), bad % format.channels() + 1, DAMAGED));
    }
    framesLeft -= count;
    framesRead += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private WavEncoding encoding(ByteBuffer fmt, int bits) throws UnreadableAudioException {
    int tag = Short.toUnsignedInt(fmt.getShort(0));
    if (tag == TAG_EXTENSIBLE && fmt.capacity() >= EXTENSIBLE_CHUNK_BYTES) {
      tag = Short.toUnsignedInt(fmt.getShort(SUBFORMAT_OFFSET));
    }
    for (WavEncoding candidate : WavEncoding.values()) {
      if (candidate.tag() == tag && candidate.bits() == bits) {
        return candidate;
      }
    }
    throw unreadable(
        ("uses WAV encoding %d with %d bits, which is not supported; convert it, for example with"
                + " ffmpeg -i in.wav -c:a pcm_s16le out.wav")
            .formatted(tag, bits));
  }

  /** Goes to the samples, and makes sure that all that are promised are there. */
  private long seekData() throws IOException {
    long promised = seek("data");
    long present = fileBytes - position;
    if (promised == LENGTH_UNKNOWN) {
      return present;
    }
    if (promised > present) {
      throw unreadable(
          "is cut off: %d of its %d bytes of sound are there; copy or record it again"
              .formatted(present, promised));
    }
    return promised;
  }

  /** Goes to a chunk's content and returns its size in bytes. */
  private long seek(String wanted) throws IOException {
    while (true) {
      if (fileBytes - position < 8) {
        throw unreadable(
            "is cut off before its '%s' chunk; copy or record it again".formatted(wanted.strip()));
      }
      ByteBuffer header = take(8, "a chunk");
      long size = Integer.toUnsignedLong(header.getInt(4));
      if (wanted.equals(tag(header, 0))) {
        return size;
      }
      long skip = Math.min(size + (size & 1), fileBytes - position);
      in.skipNBytes(skip);
      position += skip;
    }
  }

  private ByteBuffer take(long size, String what) throws IOException {
    // No chunk that is taken whole is anywhere near as long.
    int limit = 1 << 16;
    byte[] bytes = in.readNBytes((int) Math.min(size, limit));
    if (bytes.length < size) {
      throw unreadable("is cut off in " + what + "; copy or record it again");
    }
    position += bytes.length;
    if ((size & 1) == 1) {
      position += in.skip(1);
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String tag(ByteBuffer bytes, int offset) {
    byte[] tag = new byte[4];
    bytes.get(offset, tag);
    return new String(tag, StandardCharsets.ISO_8859_1);
  }

  private UnreadableAudioException unreadable(String problem) {
    return new UnreadableAudioException(name, problem);
  }
}
