/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.AudioReader;
import io.auscult.audio.PcmFormat;
import java.io.IOException;
import java.nio.file.Path;

/** A WAV or FLAC file. */
public final class FileSource implements SoundSource {

  private final Path file;
  private final AudioReader reader;

  private FileSource(Path file, AudioReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * Opens a file.
   *
   * @throws io.auscult.audio.UnreadableAudioException if the file is no readable sound
   */
  public static FileSource open(Path file) throws IOException {
    return new FileSource(file, AudioReader.open(file));
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public PcmFormat format() {
    return reader.format();
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) throws IOException {
    return reader.read(interleaved, offset, frames);
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
