/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.benchmarks;

import com.sun.management.ThreadMXBean;
import io.auscult.audio.AudioClip;
import io.auscult.audio.AudioFolder;
import io.auscult.audio.Flac;
import io.auscult.audio.Pcm16;
import io.auscult.audio.PcmFormat;
import io.auscult.audio.UnreadableAudioException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/**
 * What FLAC payloads save on recorded sound, beside the zstd of the batches, and what they take.
 */
public final class FlacBenchmark {

  private static final int WARM_UP_FILES = 20;
  private static final double KILOBYTE = 1_000;

  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private final Path data;
  private final Map<String, Bytes> byFolder = new TreeMap<>();
  private int uncompressed;
  private double seconds;
  private Cost encoding = Cost.NONE;
  private Cost decoding = Cost.NONE;

  /**
   * @param data a folder of sound files
   */
  public FlacBenchmark(Path data) {
    this.data = data;
  }

  /**
   * Measures, in the calling thread.
   *
   * @throws UnreadableAudioException when there is no sound in the folder, or a file is damaged
   * @throws IllegalArgumentException when no file is a second long
   */
  public FlacFigures run() throws IOException {
    List<Path> files = AudioFolder.list(data);
    for (Path file : files.subList(0, Math.min(WARM_UP_FILES, files.size()))) {
      measure(file);
    }
    byFolder.clear();
    uncompressed = 0;
    seconds = 0;
    encoding = Cost.NONE;
    decoding = Cost.NONE;
    for (Path file : files) {
      measure(file);
    }
    Bytes all = byFolder.values().stream().reduce(Bytes.NONE, Bytes::plus);
    if (all.chunks() == 0) {
      throw new IllegalArgumentException(
          data + ": holds no file of a second or longer; check the path");
    }
    return new FlacFigures(
        files.size(),
        all.chunks(),
        all.share(all.flac()),
        all.share(all.zstd()),
        all.share(all.flacInZstd()),
        shares(folder -> folder.share(folder.flac())),
        shares(folder -> folder.share(folder.zstd())),
        uncompressed,
        seconds / encoding.seconds(),
        seconds / decoding.seconds(),
        encoding.bytes() / KILOBYTE / all.chunks(),
        decoding.bytes() / KILOBYTE / all.chunks());
  }

  private void measure(Path file) throws IOException {
    AudioClip clip = AudioClip.read(file);
    int rate = clip.sampleRate();
    PcmFormat format = new PcmFormat(rate, 1);
    for (float[] channel : clip.channels()) {
      for (int from = 0; from + rate <= channel.length; from += rate) {
        ByteBuffer pcm = Pcm16.encode(channel, from, rate);
        Cost before = cost();
        ByteBuffer flac = Flac.encode(format, pcm);
        Cost encoded = cost();
        Flac.decode("chunk", flac, rate);
        Cost decoded = cost();

        encoding = encoding.plus(encoded.minus(before));
        decoding = decoding.plus(decoded.minus(encoded));
        seconds++;
        uncompressed += flac.remaining() < pcm.remaining() ? 0 : 1;
        byFolder.merge(
            data.relativize(file).getName(0).toString(),
            new Bytes(1, pcm.remaining(), flac.remaining(), batchBytes(pcm), batchBytes(flac)),
            Bytes::plus);
      }
    }
  }

  private Map<String, Double> shares(ToDoubleFunction<Bytes> share) {
    return byFolder.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                e -> share.applyAsDouble(e.getValue()),
                (a, b) -> a,
                TreeMap::new));
  }

  private Cost cost() {
    return new Cost(
        threads.getCurrentThreadCpuTime() / 1e9, threads.getCurrentThreadAllocatedBytes());
  }

  /** A batch of one record, as a producer that does not linger sends it. */
  private static int batchBytes(ByteBuffer value) {
    byte[] bytes = new byte[value.remaining()];
    value.duplicate().get(bytes);
    return MemoryRecords.withRecords(Compression.zstd().build(), new SimpleRecord(bytes))
        .sizeInBytes();
  }

  private record Bytes(int chunks, long pcm, long flac, long zstd, long flacInZstd) {

    static final Bytes NONE = new Bytes(0, 0, 0, 0, 0);

    Bytes plus(Bytes other) {
      return new Bytes(
          chunks + other.chunks,
          pcm + other.pcm,
          flac + other.flac,
          zstd + other.zstd,
          flacInZstd + other.flacInZstd);
    }

    double share(long bytes) {
      return (double) bytes / pcm;
    }
  }

  private record Cost(double seconds, long bytes) {

    static final Cost NONE = new Cost(0, 0);

    Cost plus(Cost other) {
      return new Cost(seconds + other.seconds, bytes + other.bytes);
    }

    Cost minus(Cost before) {
      return new Cost(seconds - before.seconds, bytes - before.bytes);
    }
  }
}
