/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jflac.util.CRC16;
import org.jflac.util.CRC8;

/**
 * A FLAC file reduced to what jflac decodes safely: the mark, the stream info, and frames whose
 * checksum holds. Other metadata is left out; the first damaged frame ends the stream with an
 * error. Without it jflac plays a damaged frame as silence, searches on behind it, prints to
 * standard output, or throws whatever its arrays throw.
 *
 * <p>A frame does not say how long it is: it ends where its checksum holds and the file ends or the
 * header of another frame follows, which must hold its own checksum.
 */
final class FlacFrames extends InputStream {

  private static final int STREAM_INFO_BYTES = 34;
  private static final int STREAM_INFO = 0;
  private static final int LAST_BLOCK = 0x80;
  private static final int BLOCK_TYPE = 0x7F;
  private static final int MAX_HEADER_BYTES = 16;
  private static final int CHECKSUM_BYTES = 2;

  /** The length of a frame has 24 bits in the stream info. */
  private static final int MAX_FRAME_BYTES = 1 << 24;

  private final String name;
  private final InputStream in;
  private byte[] buffer = new byte[1 << 16];

  /** Verified bytes are those from {@code next} to {@code verified}; the rest up to {@code end}. */
  private int next;

  private int verified;
  private int end;
  private boolean inputEnded;
  private long frames;

  FlacFrames(String name, InputStream in) throws IOException {
    this.name = name;
    this.in = in;
    takeMetadata();
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (next == verified && !verifyFrame()) {
      return -1;
    }
    int count = Math.min(length, verified - next);
    System.arraycopy(buffer, next, bytes, offset, count);
    next += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void takeMetadata() throws IOException {
    byte[] start = in.readNBytes(4 + 4 + STREAM_INFO_BYTES);
    if (start.length < 4 + 4 + STREAM_INFO_BYTES) {
      throw cutOff("in its header");
    }
    if (!"fLaC".equals(new String(start, 0, 4, StandardCharsets.ISO_8859_1))) {
      throw new UnreadableAudioException(name, "is no FLAC; convert it, for example with ffmpeg");
    }
    if ((start[4] & BLOCK_TYPE) != STREAM_INFO || length(start, 5) != STREAM_INFO_BYTES) {
      throw new UnreadableAudioException(
          name, "has a damaged FLAC header; copy or record it again");
    }
    boolean last = (start[4] & LAST_BLOCK) != 0;
    while (!last) {
      byte[] header = in.readNBytes(4);
      if (header.length < 4) {
        throw cutOff("in its metadata");
      }
      last = (header[0] & LAST_BLOCK) != 0;
      if (in.readNBytes(length(header, 1)).length < length(header, 1)) {
        throw cutOff("in its metadata");
      }
    }
    start[4] |= (byte) LAST_BLOCK;
    System.arraycopy(start, 0, buffer, 0, start.length);
    verified = start.length;
    end = start.length;
  }

  private static int length(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 16 | (bytes[at + 1] & 0xFF) << 8 | (bytes[at + 2] & 0xFF);
  }

  /** Moves {@link #verified} behind the next frame; false at the end of the file. */
  private boolean verifyFrame() throws IOException {
    if (!has(1)) {
      return false;
    }
    has(MAX_HEADER_BYTES);
    int header = headerBytes(next);
    if (header == 0) {
      throw damaged("in the header of");
    }
    short checksum = 0;
    int length = 0;
    while (length < MAX_FRAME_BYTES && has(length + 1)) {
      checksum = CRC16.update(buffer[next + length], checksum);
      length++;
      // Over a frame and its own checksum, the checksum is 0.
      if (checksum == 0 && length > header + CHECKSUM_BYTES && endsAt(length)) {
        verified = next + length;
        frames++;
        return true;
      }
    }
    throw damaged("in");
  }

  private boolean endsAt(int length) throws IOException {
    has(length + MAX_HEADER_BYTES);
    return end - next == length || headerBytes(next + length) > 0;
  }

  /** Makes sure that so many bytes stand from {@link #next} on, if the file has them. */
  private boolean has(int count) throws IOException {
    while (end - next < count && !inputEnded) {
      if (next > 0 && next + count > buffer.length) {
        System.arraycopy(buffer, next, buffer, 0, end - next);
        end -= next;
        verified -= next;
        next = 0;
      }
      if (count > buffer.length) {
        buffer = Arrays.copyOf(buffer, 2 * buffer.length);
      }
      int read = in.read(buffer, end, buffer.length - end);
      inputEnded = read < 0;
      end += Math.max(read, 0);
    }
    return end - next >= count;
  }

  /** The length of the frame header at an index of the buffer, or 0 when none is there. */
  private int headerBytes(int at) {
    if (end - at < 6 || buffer[at] != (byte) 0xFF || (buffer[at + 1] & 0xFE) != 0xF8) {
      return 0;
    }
    int blockSize = (buffer[at + 2] & 0xF0) >> 4;
    int sampleRate = buffer[at + 2] & 0x0F;
    int length = 4 + utf8Bytes(buffer[at + 4]);
    length += blockSize == 6 ? 1 : blockSize == 7 ? 2 : 0;
    length += sampleRate == 12 ? 1 : sampleRate == 13 || sampleRate == 14 ? 2 : 0;
    if (end - at < length + 1) {
      return 0;
    }
    byte[] header = Arrays.copyOfRange(buffer, at, at + length);
    return CRC8.calc(header, length) == buffer[at + length] ? length + 1 : 0;
  }

  private UnreadableAudioException cutOff(String where) {
    return new UnreadableAudioException(name, "is cut off " + where + "; copy or record it again");
  }

  private UnreadableAudioException damaged(String where) {
    return new UnreadableAudioException(
        name,
        "is damaged or cut off " + where + " FLAC frame " + frames + "; copy or record it again");
  }

  private static int utf8Bytes(byte lead) {
    return Math.max(1, Integer.numberOfLeadingZeros(~(lead << 24)));
  }
}
