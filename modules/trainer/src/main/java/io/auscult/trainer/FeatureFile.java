/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Keeps log-mel frames in a temporary file: a second of sound has 16 kB of them, and the operating
 * system's page cache knows better than a heap which to hold. What is read is what was kept, bit
 * for bit. Not thread-safe.
 */
final class FeatureFile implements FrameStore, AutoCloseable {

  private static final int BLOCK_BYTES = 1 << 18;

  private final ScratchFile file;
  private final ByteBuffer block =
      ByteBuffer.allocateDirect(BLOCK_BYTES).order(ByteOrder.nativeOrder());
  private final FloatBuffer floats = block.asFloatBuffer();

  private FeatureFile(ScratchFile file) {
    this.file = file;
  }

  static FeatureFile create() throws IOException {
    return new FeatureFile(ScratchFile.create());
  }

  @Override
  public Frames keep(float[][] logMel) throws IOException {
    int bands = logMel.length == 0 ? 0 : logMel[0].length;
    int most = framesAtOnce(bands);
    long position = -1;
    for (int from = 0; from < logMel.length; from += most) {
      int to = Math.min(from + most, logMel.length);
      floats.clear();
      for (int i = from; i < to; i++) {
        floats.put(logMel[i]);
      }
      block.position(0).limit((to - from) * bands * Float.BYTES);
      long written = file.append(block);
      position = position < 0 ? written : position;
    }
    return new Kept(position, logMel.length, bands);
  }

  private static int framesAtOnce(int bands) {
    return Math.max(1, BLOCK_BYTES / Float.BYTES / Math.max(1, bands));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  private final class Kept implements Frames {

    private final long position;
    private final int count;
    private final int bands;

    Kept(long position, int count, int bands) {
      this.position = position;
      this.count = count;
      this.bands = bands;
    }

    @Override
    public int count() {
      return count;
    }

    @Override
    public float[][] read(int from, int wanted) {
      float[][] frames = new float[wanted][bands];
      int done = 0;
      while (done < wanted) {
        int first = (from + done) % count;
        int frameCount = Math.min(Math.min(count - first, wanted - done), framesAtOnce(bands));
        block.position(0).limit(frameCount * bands * Float.BYTES);
        try {
          file.read(position + (long) first * bands * Float.BYTES, block);
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
        floats.clear();
        for (int i = 0; i < frameCount; i++) {
          floats.get(frames[done + i]);
        }
        done += frameCount;
      }
      return frames;
    }
  }
}
