/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.TargetDataLine;

/** The devices of Java Sound that can be listened to. */
public final class CaptureDevices {

  private static final int BITS = 16;

  private CaptureDevices() {}

  /**
   * A device.
   *
   * @param name what the settings call it, all or a part
   * @param description what its driver says of it
   * @param formats what it offers at 16 bits
   */
  public record CaptureDevice(String name, String description, List<Offer> formats) {
    public CaptureDevice {
      formats = List.copyOf(formats);
    }
  }

  /**
   * What a device offers.
   *
   * @param sampleRate in Hz; -1 if it takes any
   * @param channels -1 if it takes any number
   */
  public record Offer(int sampleRate, int channels) {}

  /** All there are, as the system has them now. */
  public static List<CaptureDevice> list() {
    return infos().map(CaptureDevices::device).toList();
  }

  static Stream<Mixer.Info> infos() {
    return Arrays.stream(AudioSystem.getMixerInfo())
        .filter(info -> captureLines(AudioSystem.getMixer(info)).findAny().isPresent());
  }

  private static Stream<DataLine.Info> captureLines(Mixer mixer) {
    return Arrays.stream(mixer.getTargetLineInfo(new Line.Info(TargetDataLine.class)))
        .filter(DataLine.Info.class::isInstance)
        .map(DataLine.Info.class::cast);
  }

  private static CaptureDevice device(Mixer.Info info) {
    List<Offer> offers =
        captureLines(AudioSystem.getMixer(info))
            .flatMap(line -> Arrays.stream(line.getFormats()))
            .filter(CaptureDevices::isUsable)
            .map(CaptureDevices::offer)
            .distinct()
            .toList();
    return new CaptureDevice(info.getName(), info.getDescription(), offers);
  }

  private static Offer offer(AudioFormat format) {
    return new Offer(
        format.getSampleRate() == AudioSystem.NOT_SPECIFIED ? -1 : (int) format.getSampleRate(),
        format.getChannels());
  }

  private static boolean isUsable(AudioFormat format) {
    return format.getEncoding().equals(AudioFormat.Encoding.PCM_SIGNED)
        && format.getSampleSizeInBits() == BITS
        && !format.isBigEndian();
  }

  static AudioFormat format(PcmFormat format) {
    return new AudioFormat(format.sampleRate(), BITS, format.channels(), true, false);
  }
}
