/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.trainer;

import io.auscult.audio.AudioClip;
import io.auscult.contracts.manifest.FrontEndSpec;
import io.auscult.detector.Detector;
import io.auscult.dsp.FrontEnd;
import io.auscult.trainer.Finding.Kind;
import io.auscult.trainer.Finding.Severity;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Looks at the sound of single clips. */
final class SoundCheck {

  /** A thousandth in flat tops is heard: a click every few strokes, with harmonics in all bands. */
  private static final double CLIPPED_SHARE = 0.001;

  /** Half a second of one value is no machine, but a recording that dropped out or was padded. */
  private static final double STUCK_SECONDS = 0.5;

  private final Recipe recipe;
  private final FrontEnd frontEnd;

  SoundCheck(Recipe recipe) {
    this.recipe = recipe;
    this.frontEnd = Detector.frontEnd(recipe.frontEnd());
  }

  /**
   * Everything that is wrong with a clip that is to be trained on.
   *
   * @param source names the clip
   * @param sound as it was recorded
   */
  List<Finding> findings(String source, AudioClip sound) {
    List<Finding> findings = new ArrayList<>();
    checkLength(source, sound, findings);
    if (sound.sampleCount() == 0) {
      return findings;
    }
    checkRate(source, sound.sampleRate(), findings);
    List<ChannelCheck> channels = Arrays.stream(sound.channels()).map(ChannelCheck::of).toList();
    checkSilent(source, channels, findings);
    checkConstant(source, channels, findings);
    checkStuck(source, channels, sound.sampleRate(), findings);
    checkClipped(source, channels, findings);
    return findings;
  }

  private void checkLength(String source, AudioClip sound, List<Finding> findings) {
    int rate = frontEnd.sampleRate();
    long samples = -Math.floorDiv(-(long) sound.sampleCount() * rate, sound.sampleRate());
    boolean centered = recipe.frontEnd().centered();
    long frames =
        centered
            ? 1 + samples / frontEnd.hop()
            : frontEnd.frames((int) Math.min(samples, Integer.MAX_VALUE));
    if (frames >= recipe.window().frames()) {
      return;
    }
    long hops = (recipe.window().frames() - 1L) * frontEnd.hop();
    long needed = centered ? hops : hops + frontEnd.frameLength();
    findings.add(
        new Finding(
            Severity.FATAL,
            Kind.TOO_SHORT,
            source,
            text("too short, %.2f s", (double) sound.sampleCount() / sound.sampleRate()),
            // Rounded up, or a clip of the length that is asked for could be too short again.
            text(
                "a window of recipe %s takes %.2f s; leave it out, or choose shorter windows with --window",
                recipe.name(), Math.ceil(100.0 * needed / rate) / 100)));
  }

  private void checkRate(String source, int rate, List<Finding> findings) {
    FrontEndSpec wanted = recipe.frontEnd();
    if (rate == wanted.sampleRate()) {
      return;
    }
    String advice = text("it will be resampled to %d Hz", wanted.sampleRate());
    if (rate / 2.0 < wanted.maxHz()) {
      advice +=
          text(
              ", but nothing is in the bands from %.0f to %.0f Hz; record at %.0f Hz or more",
              rate / 2.0, wanted.maxHz(), 2 * wanted.maxHz());
    }
    findings.add(
        new Finding(
            Severity.WARNING, Kind.SAMPLE_RATE, source, "recorded at " + rate + " Hz", advice));
  }

  private static void checkSilent(
      String source, List<ChannelCheck> channels, List<Finding> findings) {
    if (channels.stream().noneMatch(ChannelCheck::isSilent)) {
      return;
    }
    double loudest =
        channels.stream()
            .filter(ChannelCheck::isSilent)
            .mapToDouble(ChannelCheck::soundDbfs)
            .max()
            .orElseThrow();
    String level =
        loudest == Double.NEGATIVE_INFINITY
            ? "nothing but zeros"
            : text("%.0f dBFS, below %.0f", loudest, ChannelCheck.SILENT_DBFS);
    findings.add(
        new Finding(
            Severity.FATAL,
            Kind.SILENT,
            source,
            "silent" + where(channels, ChannelCheck::isSilent) + ", " + level,
            "check the microphone, and leave the clip out"));
  }

  private static void checkConstant(
      String source, List<ChannelCheck> channels, List<Finding> findings) {
    if (channels.stream().noneMatch(ChannelCheck::isConstant)) {
      return;
    }
    double value =
        channels.stream()
            .filter(ChannelCheck::isConstant)
            .mapToDouble(ChannelCheck::mean)
            .findFirst()
            .orElseThrow();
    findings.add(
        new Finding(
            Severity.FATAL,
            Kind.CONSTANT,
            source,
            "constant"
                + where(channels, ChannelCheck::isConstant)
                + text(", %.4f of full scale and no sound", value),
            "check microphone and cable, and leave the clip out"));
  }

  private static void checkStuck(
      String source, List<ChannelCheck> channels, int rate, List<Finding> findings) {
    Predicate<ChannelCheck> isStuck = c -> !c.isMute() && c.stuck() >= STUCK_SECONDS * rate;
    if (channels.stream().noneMatch(isStuck)) {
      return;
    }
    ChannelCheck first = channels.stream().filter(isStuck).findFirst().orElseThrow();
    findings.add(
        new Finding(
            Severity.WARNING,
            Kind.CONSTANT,
            source,
            "stands still"
                + where(channels, isStuck)
                + text(
                    " for %.1f s from %.1f s on",
                    (double) first.stuck() / rate, (double) first.stuckFrom() / rate),
            "a recording that dropped out or was padded; cut it out"));
  }

  private static void checkClipped(
      String source, List<ChannelCheck> channels, List<Finding> findings) {
    Predicate<ChannelCheck> isClipped = c -> !c.isMute() && c.clippedShare() >= CLIPPED_SHARE;
    if (channels.stream().noneMatch(isClipped)) {
      return;
    }
    double share = channels.stream().mapToDouble(ChannelCheck::clippedShare).max().orElseThrow();
    findings.add(
        new Finding(
            Severity.WARNING,
            Kind.CLIPPED,
            source,
            "clipped"
                + where(channels, isClipped)
                + text(", %.1f %% of it at full scale", 100 * share),
            "record it again with less gain"));
  }

  /** Which channels are meant, in words; empty if there is only one. */
  private static String where(List<ChannelCheck> channels, Predicate<ChannelCheck> meant) {
    List<String> numbers =
        IntStream.range(0, channels.size())
            .filter(i -> meant.test(channels.get(i)))
            .mapToObj(i -> Integer.toString(i + 1))
            .toList();
    return channels.size() == 1
        ? ""
        : " in channel " + String.join(", ", numbers) + " of " + channels.size();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
