/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.Line;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.TargetDataLine;

/**
 * A device that Java Sound can record from.
 *
 * @param name what it is called
 * @param description what its driver says about it
 * @param formats what it offers, like {@code 16 bits, 2 channels, 48000 Hz}; sorted
 */
public record CaptureDevice(String name, String description, List<String> formats) {

  /** All that there are. */
  public static List<CaptureDevice> all() {
    List<CaptureDevice> devices = new ArrayList<>();
    for (Mixer.Info info : AudioSystem.getMixerInfo()) {
      TreeSet<String> formats = new TreeSet<>();
      boolean records = false;
      for (Line.Info line : AudioSystem.getMixer(info).getTargetLineInfo()) {
        if (line instanceof DataLine.Info data
            && TargetDataLine.class.isAssignableFrom(data.getLineClass())) {
          records = true;
          Arrays.stream(data.getFormats()).map(CaptureDevice::describe).forEach(formats::add);
        }
      }
      if (records) {
        devices.add(new CaptureDevice(info.getName(), info.getDescription(), List.copyOf(formats)));
      }
    }
    return devices;
  }

  private static String describe(AudioFormat format) {
    return "%s bits, %s, %s"
        .formatted(
            orAny(format.getSampleSizeInBits()),
            format.getChannels() == 1 ? "1 channel" : orAny(format.getChannels()) + " channels",
            format.getSampleRate() == AudioSystem.NOT_SPECIFIED
                ? "any rate"
                : Math.round(format.getSampleRate()) + " Hz");
  }

  private static String orAny(int value) {
    return value == AudioSystem.NOT_SPECIFIED ? "any" : Integer.toString(value);
  }

  /**
   * Opens the device of which a part of the name is known.
   *
   * @throws IOException if there is none, more than one, or it does not give such sound; the
   *     message is one line
   */
  static TargetDataLine open(String name, PcmFormat format) throws IOException {
    AudioFormat wanted =
        new AudioFormat(format.sampleRate(), Short.SIZE, format.channels(), true, false);
    DataLine.Info line = new DataLine.Info(TargetDataLine.class, wanted);
    Mixer.Info device = find(name);
    try {
      TargetDataLine open = (TargetDataLine) AudioSystem.getMixer(device).getLine(line);
      open.open(wanted);
      open.start();
      return open;
    } catch (LineUnavailableException e) {
      throw new IOException(
          "device %s cannot be opened: %s".formatted(device.getName(), e.getMessage()), e);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "device %s has no sound of 16 bits at %d Hz with %d channel(s): see 'auscult gateway devices'"
              .formatted(device.getName(), format.sampleRate(), format.channels()),
          e);
    }
  }

  private static Mixer.Info find(String name) throws IOException {
    List<String> known = all().stream().map(CaptureDevice::name).toList();
    List<String> named = known.stream().filter(name::equals).toList();
    if (named.isEmpty()) {
      String part = name.toLowerCase(Locale.ROOT);
      named = known.stream().filter(each -> each.toLowerCase(Locale.ROOT).contains(part)).toList();
    }
    if (named.size() != 1) {
      throw new IOException(
          named.isEmpty()
              ? "there is no device '%s' to record from, only: %s"
                  .formatted(name, known.isEmpty() ? "none at all" : String.join(", ", known))
              : "'%s' is a part of several devices' names: %s"
                  .formatted(name, named.stream().distinct().collect(Collectors.joining(", "))));
    }
    String found = named.get(0);
    return Arrays.stream(AudioSystem.getMixerInfo())
        .filter(info -> info.getName().equals(found))
        .filter(info -> AudioSystem.getMixer(info).getTargetLineInfo().length > 0)
        .findFirst()
        .orElseThrow(() -> new IOException("device %s is gone".formatted(found)));
  }
}
