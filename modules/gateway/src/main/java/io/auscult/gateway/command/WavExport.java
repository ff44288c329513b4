/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.auscult.audio.WavWriter;
import io.auscult.cli.CommandFailedException;
import io.auscult.contracts.AudioChunk;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32C;

/** Puts chunks together to WAV files in a folder. Each file is whole after each chunk. */
final class WavExport {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private static final int MOST_NAME = 80;
  private static final int RIFF_SIZE_AT = 4;
  private static final int DATA_SIZE_AT = 40;
  private static final int HEADER_BYTES = 44;

  /** A WAV takes 4 GB; this is 18 hours of 16 kHz. */
  private static final long MOST_BYTES = 2_000_000_000L;

  private final Path folder;
  private final Map<String, Track> tracks = new HashMap<>();
  private int files;

  /** The file that a sensor's sound goes to now. */
  private record Track(
      Path file, String streamId, int sampleRate, int channels, long sequence, long bytes) {

    boolean isFollowedBy(AudioChunk chunk) {
      return streamId.equals(chunk.getStreamId())
          && sampleRate == chunk.getSampleRate()
          && channels == chunk.getChannels()
          && sequence + 1 == chunk.getSequence()
          && bytes < MOST_BYTES;
    }
  }

  WavExport(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder).toRealPath();
  }

  int files() {
    return files;
  }

  /** Adds the sound to its file, or to a new one if it does not follow what is there. */
  void add(SpooledSound sound) throws IOException {
    AudioChunk chunk = sound.chunk();
    Track track = tracks.get(chunk.getSensorId());
    Path file = track != null && track.isFollowedBy(chunk) ? track.file() : create(chunk);
    long bytes = append(file, sound.pcm());
    tracks.put(
        chunk.getSensorId(),
        new Track(
            file,
            chunk.getStreamId(),
            chunk.getSampleRate(),
            chunk.getChannels(),
            chunk.getSequence(),
            bytes));
  }

  private Path create(AudioChunk chunk) throws IOException {
    Path sensor = Files.createDirectories(folder.resolve(safe(chunk.getSensorId())));
    if (!sensor.toRealPath().equals(sensor)) {
      throw new CommandFailedException(
          sensor + ": leads out of --to: remove this link, or choose another folder");
    }
    Path file =
        sensor.resolve(
            "%s-%s.wav".formatted(TIME.format(chunk.getCapturedAt()), safe(chunk.getStreamId())));
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailedException(file + ": exists already: choose another folder for --to");
    }
    WavWriter.write(file, chunk.getSampleRate(), new float[chunk.getChannels()][0]);
    files++;
    return file;
  }

  /** The bytes of sound in the file. */
  private static long append(Path file, ByteBuffer pcm) throws IOException {
    byte[] bytes = new byte[pcm.remaining()];
    pcm.duplicate().get(bytes);
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.seek(out.length());
      out.write(bytes);
      long data = out.length() - HEADER_BYTES;
      write(out, RIFF_SIZE_AT, HEADER_BYTES - 8 + data);
      write(out, DATA_SIZE_AT, data);
      return data;
    }
  }

  private static void write(RandomAccessFile out, int at, long size) throws IOException {
    out.seek(at);
    out.write(
        ByteBuffer.allocate(Integer.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt((int) size)
            .array());
  }

  /** The id as the name of a file; other ids have other names. */
  static String safe(String id) {
    StringBuilder name = new StringBuilder();
    for (byte b : id.getBytes(UTF_8)) {
      boolean plain =
          (b >= '0' && b <= '9')
              || (b >= 'a' && b <= 'z')
              || (b >= 'A' && b <= 'Z')
              || b == '-'
              || b == '_'
              || (b == '.' && name.length() > 0);
      if (plain) {
        name.append((char) b);
      } else {
        name.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      }
    }
    if (name.length() > 0 && name.length() <= MOST_NAME) {
      return name.toString();
    }
    CRC32C crc = new CRC32C();
    crc.update(id.getBytes(UTF_8));
    return name.substring(0, Math.min(MOST_NAME, name.length()))
        + "%"
        + HexFormat.of().toHexDigits((int) crc.getValue());
  }
}
