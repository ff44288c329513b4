/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

/**
 * What is done to training windows so that a network learns the machine and not the recording.
 * Windows are cut at random places anyway.
 *
 * @param channels which microphones of a clip are heard
 * @param wrapAround whether a crop may start anywhere in a clip and go on at its beginning: a shift
 *     in time for recipes whose windows are whole clips
 * @param gainDb every window gets a random gain of up to so many dB either way; 0 for none
 * @param masking what is hidden
 * @param mixup how windows are mixed
 */
public record Augmentation(
    Channels channels, boolean wrapAround, double gainDb, Masking masking, Mixup mixup) {

  /** Which microphones of a clip an epoch takes its crops from. */
  public enum Channels {
    /** From each: an epoch hears every channel of every clip. */
    EACH,
    /** From one, drawn anew for every crop: an epoch of several-channel clips is shorter. */
    RANDOM
  }

  /**
   * @throws IllegalArgumentException if the gain is negative
   */
  public Augmentation {
    Recipe.require(gainDb >= 0 && Double.isFinite(gainDb), "gainDb: must be 0 or more");
  }

  /** Every channel as it is, mixed. */
  public static Augmentation of(Mixup mixup) {
    return new Augmentation(Channels.EACH, false, 0, Masking.none(), mixup);
  }
}
