/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.manifest.WindowSpec;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The windows of spectrograms, cut as the pipeline does. Each is read when it is asked for: that
 * they are asked for one after the other makes it quick.
 */
final class Windows extends AbstractList<float[][]> implements RandomAccess {

  private final WindowSpec spec;
  private final ReadAhead reader;
  private final List<Place> places = new ArrayList<>();

  private record Place(Frames frames, int start) {}

  /**
   * No windows yet.
   *
   * @param reader may be shared by several, as long as they are not read in turns
   */
  Windows(WindowSpec spec, ReadAhead reader) {
    this.spec = spec;
    this.reader = reader;
  }

  /** The windows of a single channel. */
  static List<float[][]> of(Frames frames, WindowSpec spec) {
    Windows windows = new Windows(spec, new ReadAhead());
    windows.cut(frames);
    return windows;
  }

  /** Adds the windows of a channel. */
  void cut(Frames frames) {
    for (int i = 0; i < spec.windowsIn(frames.count()); i++) {
      places.add(new Place(frames, i * spec.hop()));
    }
  }

  /** A window: [frame][mel band]. Those of one channel may share frames. */
  @Override
  public float[][] get(int index) {
    Place place = places.get(index);
    return reader.read(place.frames(), place.start(), spec.frames());
  }

  @Override
  public int size() {
    return places.size();
  }

  /** Reads a stretch of a channel at once, because neighbouring windows overlap. */
  static final class ReadAhead {

    private static final int FRAMES = 2048;

    private @Nullable Frames last;
    private int from;
    private float[][] read = {};

    float[][] read(Frames frames, int start, int count) {
      if (frames != last || start < from || start + count > from + read.length) {
        last = frames;
        from = start;
        read = frames.read(start, Math.min(Math.max(count, FRAMES), frames.count() - start));
      }
      return Arrays.copyOfRange(read, start - from, start - from + count);
    }
  }
}
