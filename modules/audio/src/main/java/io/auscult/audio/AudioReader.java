/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.audio;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a sound file piece by piece, in memory that does not grow with the file. Not thread-safe.
 *
 * <p>Reads WAV with integers of 8, 16, 24 or 32 bits or floats of 32 bits, WAVE_FORMAT_EXTENSIBLE
 * too, with any number of channels; and FLAC of up to 24 bits and 8 channels.
 */
public interface AudioReader extends Closeable {

  /** The shape of the sound, known before the first sample is read. */
  PcmFormat format();

  /**
   * Reads the next frames; a frame is one sample per channel.
   *
   * <p>Samples are in [-1, 1): integers are divided by the power of two that is their full scale,
   * exact up to 24 bits (16 bits: {@code s / 32768f}); 32 bits are rounded. A WAV of floats gives
   * them as they are stored, which may be beyond that range, but always finite.
   *
   * @param interleaved receives the samples, channel by channel within a frame
   * @param offset index of the first sample to write
   * @param frames the most frames to read, at least 1
   * @return frames read, at least 1, or -1 at the end of the sound
   * @throws UnreadableAudioException when the file is damaged or cut off; frames before that were
   *     read correctly
   * @throws IndexOutOfBoundsException when that many frames do not fit into the array
   */
  int read(float[] interleaved, int offset, int frames) throws IOException;

  /**
   * Opens a sound file. What it is, is decided by its content, not by its name.
   *
   * @param file the file
   * @return a reader in front of the first sample; close it
   * @throws UnreadableAudioException when there is no such file, when it is a folder, empty, no
   *     permission allows reading it, it is neither WAV nor FLAC or uses an encoding that is not
   *     supported, or when a WAV is cut off
   */
  static AudioReader open(Path file) throws IOException {
    String name = file.toString();
    if (Files.isDirectory(file)) {
      throw new UnreadableAudioException(name, "is a folder; name a WAV or FLAC file in it");
    }
    InputStream in;
    try {
      in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
    } catch (IOException e) {
      throw UnreadableAudioException.of(name, e);
    }
    try {
      in.mark(4);
      String magic = new String(in.readNBytes(4), StandardCharsets.ISO_8859_1);
      in.reset();
      return switch (magic) {
        case "RIFF" -> new WavReader(name, in, Files.size(file));
        case "fLaC" -> new FlacReader(name, in);
        case "" -> throw new UnreadableAudioException(name, "is empty (0 bytes); record it again");
        default ->
            throw new UnreadableAudioException(
                name, "is neither WAV nor FLAC; convert it, for example with ffmpeg");
      };
    } catch (IOException e) {
      in.close();
      throw UnreadableAudioException.of(name, e);
    }
  }
}
