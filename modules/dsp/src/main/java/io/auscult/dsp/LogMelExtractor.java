/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

/**
 * Turns a stream of samples into log-mel frames. Frame k covers samples {@code [hop * k, hop * k +
 * frameLength)} and is reported as soon as its last sample has arrived; a stretch at the end that
 * fills no frame yields none. The frames are bit-equal whatever the pieces the samples come in.
 *
 * <p>A frame holds {@code 10 log10(S + 2.2e-16)} per mel band, where S is the band's power: about
 * -156.5 dB for digital silence, and always finite.
 *
 * <p>Allocates nothing after construction. Not thread-safe.
 */
public final class LogMelExtractor {

  /** Receives the frames, on the thread that brings the samples. */
  @FunctionalInterface
  public interface FrameListener {

    /**
     * Takes one frame.
     *
     * @param index number of the frame since the start of the stream, from 0
     * @param logMel one value in dB per mel band, from low to high; reused for the next frame, so
     *     copy what must be kept
     */
    void frame(long index, float[] logMel);
  }

  private final FrameListener listener;
  private final int hop;
  private final PowerSpectrum spectrum;
  private final MelBank melBank;
  private final float[] frame;
  private final float[] power;
  private final float[] mel;
  private int filled;
  private long nextIndex;

  /**
   * Creates an extractor that waits for sample 0.
   *
   * @param frontEnd the parameters
   * @param listener receives every frame
   */
  public LogMelExtractor(FrontEnd frontEnd, FrameListener listener) {
    this.listener = listener;
    hop = frontEnd.hop();
    spectrum = new PowerSpectrum(frontEnd.frameLength());
    melBank = new MelBank(frontEnd);
    frame = new float[frontEnd.frameLength()];
    power = new float[PowerSpectrum.bins(frontEnd.frameLength())];
    mel = new float[frontEnd.melBands()];
  }

  /**
   * Takes the next piece of the stream. An empty piece is fine and changes nothing.
   *
   * @param samples holds the piece, normally in [-1, 1), at the front-end's sample rate
   * @param offset index of the piece's first sample
   * @param length number of samples, any from 0
   * @throws IllegalArgumentException when a sample is NaN, infinite or beyond 1e9, naming its
   *     index; nothing of the piece was taken then, and the stream may go on with another piece or,
   *     better, start anew after {@link #reset()}, because a gap must not be heard as sound
   * @throws IndexOutOfBoundsException when the piece lies outside of the array; nothing was taken
   */
  public void accept(float[] samples, int offset, int length) {
    Samples.check(samples, offset, length);
    int at = offset;
    int end = offset + length;
    while (at < end) {
      int count = Math.min(end - at, frame.length - filled);
      System.arraycopy(samples, at, frame, filled, count);
      at += count;
      filled += count;
      if (filled == frame.length) {
        report();
      }
    }
  }

  /** Forgets everything: the next sample is sample 0 of a new stream and frame 0 follows. */
  public void reset() {
    filled = 0;
    nextIndex = 0;
  }

  private void report() {
    spectrum.compute(frame, power);
    melBank.apply(power, mel);
    for (int band = 0; band < mel.length; band++) {
      mel[band] = Decibels.of(mel[band]);
    }
    // Moves on before the listener is called: one that throws loses its frame, not our place.
    filled = frame.length - hop;
    System.arraycopy(frame, hop, frame, 0, filled);
    listener.frame(nextIndex++, mel);
  }
}
