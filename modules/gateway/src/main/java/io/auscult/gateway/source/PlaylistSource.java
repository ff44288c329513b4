/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.IOException;
import java.util.List;

/**
 * Clips joined into one sound: the last 20 ms of each overlap with the first 20 ms of the next, and
 * fade at equal power, so that neither a click nor a dip gives the seam away. Clips are opened when
 * their turn comes. The sound has the sum of the clips' lengths, less 20 ms a seam.
 */
public final class PlaylistSource implements SoundSource {

  private static final int FADES_PER_SECOND = 50;

  /** Learns where in the sound a clip begins. */
  @FunctionalInterface
  public interface SeamListener {
    /**
     * A clip begins.
     *
     * @param clip index of the clip, from 0
     * @param firstFrame frame of the joined sound that its first sample goes into
     */
    void begins(int clip, long firstFrame);
  }

  private final List<Opener> clips;
  private final SeamListener listener;
  private final PcmFormat format;
  private final int fadeFrames;
  private final int channels;

  /** What is decoded: frames to give out, then those kept back for a seam. */
  private final float[] buffer;

  private SoundSource current;
  private int currentIndex;
  private long currentLength;
  private int ready;
  private int keptBack;
  private int given;
  private long framesBefore;
  private boolean ended;

  /**
   * Opens the first clip.
   *
   * @param clips at least one; all of the same format, each of at least 40 ms
   */
  public PlaylistSource(List<Opener> clips, SeamListener listener) throws IOException {
    if (clips.isEmpty()) {
      throw new IllegalArgumentException("a playlist needs at least one clip");
    }
    this.clips = List.copyOf(clips);
    this.listener = listener;
    current = clips.get(0).open();
    format = current.format();
    channels = format.channels();
    fadeFrames = format.sampleRate() / FADES_PER_SECOND;
    buffer = new float[(format.sampleRate() + fadeFrames) * channels];
    listener.begins(0, 0);
  }

  @Override
  public String name() {
    return current.name();
  }

  @Override
  public PcmFormat format() {
    return format;
  }

  @Override
  public int read(float[] interleaved, int offset, int frames) throws IOException {
    while (given == ready) {
      if (ended) {
        return -1;
      }
      decode();
    }
    int count = Math.min(frames, ready - given);
    System.arraycopy(buffer, given * channels, interleaved, offset, count * channels);
    given += count;
    framesBefore += count;
    return count;
  }

  private void decode() throws IOException {
    System.arraycopy(buffer, ready * channels, buffer, 0, keptBack * channels);
    given = 0;
    ready = 0;
    int capacity = buffer.length / channels - keptBack;
    int read = current.read(buffer, keptBack * channels, capacity);
    if (read > 0) {
      currentLength += read;
      int decoded = keptBack + read;
      keptBack = Math.min(decoded, fadeFrames);
      ready = decoded - keptBack;
    } else if (currentIndex + 1 < clips.size()) {
      join(clips.get(currentIndex + 1).open());
    } else {
      ready = keptBack;
      keptBack = 0;
      ended = true;
    }
  }

  private void join(SoundSource next) throws IOException {
    current.close();
    requireSeam(current, currentLength);
    if (!next.format().equals(format)) {
      next.close();
      throw new IOException(
          "%s is %s, the clips before it are %s: one stream has one format"
              .formatted(next.name(), describe(next.format()), describe(format)));
    }
    current = next;
    currentIndex++;
    float[] start = new float[fadeFrames * channels];
    currentLength = SourceReads.fully(next, start, fadeFrames);
    requireSeam(next, 2 * currentLength);
    for (int frame = 0; frame < fadeFrames; frame++) {
      double angle = Math.PI / 2 * (frame + 0.5) / fadeFrames;
      float out = (float) Math.cos(angle);
      float in = (float) Math.sin(angle);
      for (int i = frame * channels; i < (frame + 1) * channels; i++) {
        buffer[i] = out * buffer[i] + in * start[i];
      }
    }
    ready = fadeFrames;
    keptBack = 0;
    listener.begins(currentIndex, framesBefore);
  }

  private void requireSeam(SoundSource clip, long length) throws IOException {
    if (length < 2L * fadeFrames) {
      throw new IOException(
          "%s is shorter than 40 ms, too short to be joined with other clips"
              .formatted(clip.name()));
    }
  }

  private static String describe(PcmFormat format) {
    return "%d Hz with %d channel(s)".formatted(format.sampleRate(), format.channels());
  }

  @Override
  public void close() throws IOException {
    current.close();
  }
}
