/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.contracts.manifest;

/**
 * How samples become log-mel frames: Hann window, power spectrum, Slaney mel bands, dB.
 *
 * @param sampleRate samples per second the model expects, in Hz
 * @param frameLength samples per frame
 * @param hop samples between the starts of neighbouring frames
 * @param melBands mel bands per frame
 * @param minHz lower edge of the lowest band
 * @param maxHz upper edge of the highest band, at most half the sample rate
 * @param centered whether frames are centred on their hop, the clip padded with zeros at both ends.
 *     A stream cannot do that: such a model scores whole clips only
 */
public record FrontEndSpec(
    int sampleRate,
    int frameLength,
    int hop,
    int melBands,
    double minHz,
    double maxHz,
    boolean centered) {

  /**
   * @throws IllegalArgumentException if a size is not positive or the band edges are out of order
   */
  public FrontEndSpec {
    Require.positive(sampleRate, "frontEnd.sampleRate");
    Require.positive(frameLength, "frontEnd.frameLength");
    Require.positive(hop, "frontEnd.hop");
    Require.positive(melBands, "frontEnd.melBands");
    Require.that(minHz >= 0, "frontEnd.minHz", minHz, "0 or more");
    Require.that(
        maxHz > minHz && maxHz <= sampleRate / 2.0,
        "frontEnd.maxHz",
        maxHz,
        "above minHz and at most half the sample rate");
  }

  /** 16 kHz, frames of 2048 samples every 512, 128 bands from 0 to 8 kHz, not centred. */
  public static FrontEndSpec standard() {
    return new FrontEndSpec(16000, 2048, 512, 128, 0, 8000, false);
  }

  /** The same front-end with frames centred as librosa does by default. */
  public FrontEndSpec asCentered() {
    return new FrontEndSpec(sampleRate, frameLength, hop, melBands, minHz, maxHz, true);
  }
}
