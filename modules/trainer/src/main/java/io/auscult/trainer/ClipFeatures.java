/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.contracts.SensorId;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.contracts.manifest.WindowSpec;
import io.auscult.detector.Detector;
import io.auscult.dsp.FrontEnd;
import io.auscult.dsp.LogMel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** A clip as log-mel frames, and a digest of the sound they came from. */
final class ClipFeatures {

  private final TrainingClip clip;
  private final List<Frames> channels;
  private final double seconds;
  private final String digest;

  private ClipFeatures(TrainingClip clip, List<Frames> channels, double seconds, String digest) {
    this.clip = clip;
    this.channels = List.copyOf(channels);
    this.seconds = seconds;
    this.digest = digest;
  }

  /**
   * Reads a clip and analyses every channel. The frames stay in memory.
   *
   * @throws DatasetException if it is shorter than a window or holds values that are no sound
   * @throws IOException if it cannot be read
   */
  static ClipFeatures read(TrainingClip clip, Recipe recipe) throws IOException {
    return read(clip, recipe, Frames::of);
  }

  /**
   * As {@link #read(TrainingClip, Recipe)}, but the frames are kept elsewhere.
   *
   * @throws IOException also if there is no room for them
   */
  static ClipFeatures read(TrainingClip clip, Recipe recipe, FrameStore store) throws IOException {
    return read(clip, recipe.frontEnd(), recipe.window(), "recipe " + recipe.name(), store);
  }

  /**
   * As {@link #read(TrainingClip, Recipe)}, for a model that no recipe made.
   *
   * @param reader who wants windows of that size, for messages
   */
  static ClipFeatures read(
      TrainingClip clip, FrontEndSpec frontEndSpec, WindowSpec window, String reader)
      throws IOException {
    return read(clip, frontEndSpec, window, reader, Frames::of);
  }

  private static ClipFeatures read(
      TrainingClip clip,
      FrontEndSpec frontEndSpec,
      WindowSpec window,
      String reader,
      FrameStore store)
      throws IOException {
    float[][] samples = clip.audio().read();
    if (clip.sensorId() != null && samples.length != 1) {
      throw new DatasetException(
          "%s has %d channels, but one sensor heard it: leave it out"
              .formatted(clip.source(), samples.length));
    }
    FrontEnd frontEnd = Detector.frontEnd(frontEndSpec);
    List<Frames> channels = new ArrayList<>();
    for (float[] channel : samples) {
      float[][] logMel;
      try {
        logMel =
            frontEndSpec.centered()
                ? LogMel.centered(frontEnd, channel)
                : LogMel.streaming(frontEnd, channel);
      } catch (IllegalArgumentException e) {
        throw new DatasetException(clip.source() + ": " + e.getMessage(), e);
      }
      if (logMel.length < window.frames()) {
        throw new DatasetException(
            String.format(
                Locale.ROOT,
                "%s lasts %.2f s: %s needs at least %d frames of %d samples",
                clip.source(),
                (double) channel.length / frontEnd.sampleRate(),
                reader,
                window.frames(),
                frontEnd.hop()));
      }
      channels.add(store.keep(logMel));
    }
    double seconds = (double) samples[0].length / frontEnd.sampleRate();
    return new ClipFeatures(clip, channels, seconds, SoundDigest.of(samples));
  }

  /** SHA-256 over names and sound of all clips, whatever their order. */
  static String fingerprint(List<ClipFeatures> all) {
    Map<String, String> digests = new TreeMap<>();
    all.forEach(features -> digests.put(features.clip.describe(), features.digest));
    byte[] text = digests.toString().getBytes(StandardCharsets.UTF_8);
    return HexFormat.of().formatHex(SoundDigest.sha256().digest(text));
  }

  TrainingClip clip() {
    return clip;
  }

  /** How long the clip lasts. */
  double seconds() {
    return seconds;
  }

  /** SHA-256 of the sound, lower-case hex; the same under any name and in any file format. */
  String digest() {
    return digest;
  }

  /** One spectrogram per channel. */
  List<Frames> channels() {
    return channels;
  }

  /** The sensor that a channel is: the clip's own, or as a gateway would call it. */
  String sensorId(int channel) {
    String named = clip.sensorId();
    return named != null ? named : SensorId.of(clip.machineId(), channel, channels.size());
  }

  /** The sensors that its channels are. */
  List<String> sensors() {
    return IntStream.range(0, channels.size()).mapToObj(this::sensorId).toList();
  }
}
