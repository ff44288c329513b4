/* SPDX-License-Identifier: GPL-3.0-or-later */
package io.auscult.gateway.source;

import io.auscult.audio.PcmFormat;
import java.io.IOException;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.TargetDataLine;

/** What a device hears, for as long as it can be opened. */
public final class DeviceSounds implements Sounds {

  private final String name;
  private final PcmFormat format;

  /**
   * @param name all or a part of the device's
   */
  public DeviceSounds(String name, PcmFormat format) {
    this.name = name;
    this.format = format;
  }

  @Override
  public SoundSource next() throws IOException {
    TargetDataLine line = CaptureDevice.open(name, format);
    return new PcmStream("device " + name, format, new AudioInputStream(line), line::close);
  }

  @Override
  public boolean isLive() {
    return true;
  }

  @Override
  public void close() {}
}
