/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import io.auscult.cli.OneLine;
import io.auscult.gateway.settings.InputSettings.DeviceInput;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.Mixer;
import javax.sound.sampled.TargetDataLine;
import org.jspecify.annotations.Nullable;

/** A device of Java Sound, looked for and opened anew each time it has ended. */
public final class DeviceSounds implements Sounds {

  private final DeviceInput input;
  private volatile boolean closed;

  public DeviceSounds(DeviceInput input) {
    this.input = input;
  }

  /**
   * Opens the device.
   *
   * @throws IOException if there is none of that name or more than one, or it does not offer the
   *     format; the message is one line
   */
  @Override
  public @Nullable SoundSource next() throws IOException {
    return closed ? null : open(find());
  }

  private Mixer.Info find() throws IOException {
    List<Mixer.Info> devices = CaptureDevices.infos().toList();
    List<Mixer.Info> named =
        devices.stream().filter(info -> info.getName().equals(input.name())).toList();
    if (named.isEmpty()) {
      String part = input.name().toLowerCase(Locale.ROOT);
      named =
          devices.stream()
              .filter(info -> info.getName().toLowerCase(Locale.ROOT).contains(part))
              .toList();
    }
    if (named.size() == 1) {
      return named.get(0);
    }
    throw new IOException(
        named.isEmpty()
            ? "device.name: there is no device '%s' to listen to, there is %s; see: auscult gateway devices"
                .formatted(input.name(), names(devices))
            : "device.name: '%s' is %s: name more of the one that is meant"
                .formatted(input.name(), names(named)));
  }

  private static String names(List<Mixer.Info> devices) {
    return devices.isEmpty()
        ? "none"
        : devices.stream()
            .map(info -> "'" + OneLine.of(info.getName()) + "'")
            .collect(Collectors.joining(", "));
  }

  private SoundSource open(Mixer.Info info) throws IOException {
    AudioFormat format = CaptureDevices.format(input.format());
    DataLine.Info wanted = new DataLine.Info(TargetDataLine.class, format);
    Mixer mixer = AudioSystem.getMixer(info);
    String name = OneLine.of(info.getName());
    try {
      TargetDataLine line = (TargetDataLine) mixer.getLine(wanted);
      line.open(format);
      line.start();
      return new Device(name, input.format(), line);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          "device: '%s' does not offer %d Hz with %d channel(s) of 16 bits; see: auscult gateway devices"
              .formatted(name, input.format().sampleRate(), input.format().channels()),
          e);
    } catch (LineUnavailableException | SecurityException e) {
      throw new IOException(
          "device: '%s' cannot be opened, perhaps another program has it (%s)"
              .formatted(name, OneLine.of(String.valueOf(e.getMessage()))),
          e);
    }
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public void close() {
    closed = true;
  }

  private static final class Device implements SoundSource {

    private final String name;
    private final PcmFormat format;
    private final TargetDataLine line;
    private final PcmStream frames;

    Device(String name, PcmFormat format, TargetDataLine line) {
      this.name = name;
      this.format = format;
      this.line = line;
      this.frames = new PcmStream(name, format);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public PcmFormat format() {
      return format;
    }

    @Override
    public int read(float[] interleaved, int offset, int count) throws IOException {
      // A line that is closed, or whose device is gone, gives 0 bytes.
      return frames.read(line::read, interleaved, offset, count);
    }

    @Override
    public void close() {
      line.stop();
      line.close();
    }
  }
}
