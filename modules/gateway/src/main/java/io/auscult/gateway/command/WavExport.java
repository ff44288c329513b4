/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.command;

import io.auscult.contracts.AudioChunk;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

/**
 * Writes chunks as WAV files {@code <sensor>/<time>-<stream>.wav}. A chunk that does not follow the
 * one before it begins another file.
 */
final class WavExport implements Closeable {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private final Path folder;
  private final Map<String, Stretch> open = new HashMap<>();
  private int files;
  private double seconds;

  /** What was written of a stretch: its samples alone, until it is known how many there are. */
  private record Stretch(
      Path raw, SeekableByteChannel out, String stream, int sampleRate, long next) {
    boolean isFollowedBy(AudioChunk chunk) {
      return stream.equals(chunk.getStreamId())
          && next == chunk.getSequence()
          && sampleRate == chunk.getSampleRate();
    }
  }

  WavExport(Path folder) {
    this.folder = folder;
  }

  void add(SpooledSound sound) throws IOException {
    AudioChunk chunk = sound.chunk();
    Stretch stretch = open.get(chunk.getSensorId());
    if (stretch != null && !stretch.isFollowedBy(chunk)) {
      finish(stretch);
      stretch = null;
    }
    Stretch begun = stretch == null ? begin(chunk) : stretch;
    begun.out.write(sound.samples().duplicate());
    open.put(
        chunk.getSensorId(),
        new Stretch(begun.raw, begun.out, begun.stream, begun.sampleRate, chunk.getSequence() + 1));
  }

  private Stretch begin(AudioChunk chunk) throws IOException {
    Path sensor = folder.resolve(fileName(chunk.getSensorId()));
    Files.createDirectories(sensor);
    Path raw =
        sensor.resolve(
            "%s-%s.raw"
                .formatted(TIME.format(chunk.getCapturedAt()), fileName(chunk.getStreamId())));
    return new Stretch(
        raw,
        Files.newByteChannel(raw, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        chunk.getStreamId(),
        chunk.getSampleRate(),
        chunk.getSequence());
  }

  /** Ids come from anywhere: nothing in them may lead out of the folder. */
  static String fileName(String id) {
    String name = id.replaceAll("[^\\p{L}\\p{N}._-]", "_");
    return name.startsWith(".") ? "_" + name : name;
  }

  /** There are no more chunks. */
  void finish() throws IOException {
    for (Stretch stretch : List.copyOf(open.values())) {
      finish(stretch);
    }
    open.clear();
  }

  private void finish(Stretch stretch) throws IOException {
    stretch.out.close();
    long frames = Files.size(stretch.raw) / Short.BYTES;
    AudioFormat format = new AudioFormat(stretch.sampleRate, Short.SIZE, 1, true, false);
    String name = String.valueOf(stretch.raw.getFileName()).replaceAll("\\.raw$", ".wav");
    try (InputStream samples =
        new BufferedInputStream(Channels.newInputStream(Files.newByteChannel(stretch.raw)))) {
      AudioSystem.write(
          new AudioInputStream(samples, format, frames),
          AudioFileFormat.Type.WAVE,
          stretch.raw.resolveSibling(name).toFile());
    }
    Files.delete(stretch.raw);
    files++;
    seconds += (double) frames / stretch.sampleRate;
  }

  int files() {
    return files;
  }

  double seconds() {
    return seconds;
  }

  /** Leaves nothing half done behind. */
  @Override
  public void close() throws IOException {
    for (Stretch stretch : open.values()) {
      stretch.out.close();
      Files.deleteIfExists(stretch.raw);
    }
  }
}
