/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.dsp;

/** Log-mel spectrograms of whole clips. See {@link LogMelExtractor} for what a frame holds. */
public final class LogMel {

  private LogMel() {}

  /**
   * The frames a stream of these samples yields: no padding, frame k covers samples {@code [hop *
   * k, hop * k + frameLength)}.
   *
   * @param frontEnd the parameters
   * @param samples the clip, normally in [-1, 1), at the front-end's sample rate
   * @return {@code [frames][melBands]} in dB; no frames when the clip is shorter than one
   * @throws IllegalArgumentException when a sample is NaN, infinite or beyond 1e9
   */
  public static float[][] streaming(FrontEnd frontEnd, float[] samples) {
    float[][] frames = new float[frontEnd.frames(samples.length)][];
    collector(frontEnd, frames).accept(samples, 0, samples.length);
    return frames;
  }

  /**
   * Frames centred on every hop, as librosa does by default: the clip is padded with half a frame
   * of zeros on both sides, and frame k is centred on sample {@code hop * k}.
   *
   * @param frontEnd the parameters
   * @param samples the clip, normally in [-1, 1), at the front-end's sample rate
   * @return {@code [1 + samples / hop][melBands]} in dB
   * @throws IllegalArgumentException when a sample is NaN, infinite or beyond 1e9
   */
  public static float[][] centered(FrontEnd frontEnd, float[] samples) {
    float[] padding = new float[frontEnd.frameLength() / 2];
    float[][] frames = new float[1 + samples.length / frontEnd.hop()][];
    LogMelExtractor extractor = collector(frontEnd, frames);
    extractor.accept(padding, 0, padding.length);
    extractor.accept(samples, 0, samples.length);
    extractor.accept(padding, 0, padding.length);
    return frames;
  }

  private static LogMelExtractor collector(FrontEnd frontEnd, float[][] frames) {
    return new LogMelExtractor(frontEnd, (index, logMel) -> frames[(int) index] = logMel.clone());
  }
}
